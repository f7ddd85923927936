"""Fills the counted columns of `triggers.tsv` from the training gold: how often each trigger is really an event.

    python -m stream.training.lexicon GOLD_FOLDER

GOLD_FOLDER holds `train.stories.jsonl` and `train.gold.jsonl`. The hand-written columns stay as they are; `seen`,
`gold` and `strength` are written anew, so the same lexicon and gold give the same file. Strength is the share of
occurrences that the gold marks as a trigger of the row's type, smoothed towards the mean share of all rows of the same
type, part of speech and kind (one word or several): a trigger the stories never use gets that mean.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from spacy.tokens import Doc

from stream.language.triggers import FILE, TriggerLexicon
from stream.language.words import words_of

SMOOTHING = 2.0
"""Occurrences' worth of trust in the mean of the type."""

Row = dict[str, str]
GoldSpan = tuple[int, int, str]
"""First and end character of a gold trigger in its paragraph, and its type."""


class Counts(msgspec.Struct):
    """What the gold says of the lexicon's hits."""

    seen: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    """(lemma, pos) → occurrences."""
    gold: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)
    """(lemma, pos, type) → occurrences that are triggers of that type."""

    def add(self, lexicon: TriggerLexicon, doc: Doc, triggers: Iterable[GoldSpan]) -> None:
        """Count the hits of one paragraph."""
        spans = list(triggers)
        for hit in lexicon.find(words_of(doc)):
            start, end = doc[hit.start].idx, doc[hit.end - 1].idx + len(doc[hit.end - 1])
            lemma, pos = hit.entries[0].lemma, hit.entries[0].pos
            self.seen[lemma, pos] += 1
            self.gold.update((lemma, pos, type_) for type_ in {t for s, e, t in spans if s < end and start < e})


def gold_spans(paragraph: str, index: int, events: Iterable[Mapping[str, Any]]) -> list[GoldSpan]:
    """Where the gold's triggers stand in one paragraph; `n` counts occurrences of the same string."""
    spans = []
    for event in events:
        for mention in event["mentions"]:
            if mention["p"] != index:
                continue
            start = -1
            for _ in range(mention.get("n") or 1):
                start = paragraph.find(mention["trigger"], start + 1)
            if start >= 0:
                spans.append((start, start + len(mention["trigger"]), event["type"]))
    return spans


def fill(rows: list[Row], counts: Counts) -> None:
    """Write `seen`, `gold` and `strength` into the rows."""
    shares: defaultdict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for row in rows:
        seen = counts.seen[row["lemma"], row["pos"]]
        gold = counts.gold[row["lemma"], row["pos"], row["type"]]
        row["seen"], row["gold"] = str(seen), str(gold)
        if seen:
            shares[_kind(row)].append(gold / seen)
    for row in rows:
        known = shares[_kind(row)]
        mean = sum(known) / len(known) if known else 0.0
        row["strength"] = f"{(int(row['gold']) + SMOOTHING * mean) / (int(row['seen']) + SMOOTHING):.2f}"


def _kind(row: Row) -> tuple[str, str, bool]:
    return row["type"], row["pos"], " " in row["lemma"]


def read_rows(path: Path) -> list[Row]:
    """The rows of a lexicon file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write the rows sorted, with line feeds."""
    rows.sort(key=lambda row: (row["lemma"], row["pos"], row["type"]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Count over the training gold and rewrite the French lexicon."""
    from stream.language.fr import FOLDER
    from stream.language.fr.nlp import load_nlp

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder with train.stories.jsonl and train.gold.jsonl")
    folder: Path = parser.parse_args().gold
    stories = map(msgspec.json.decode, (folder / "train.stories.jsonl").read_bytes().splitlines())
    gold = {record["id"]: record for record in map(msgspec.json.decode, (folder / "train.gold.jsonl").read_bytes().splitlines())}
    lexicon, counts = TriggerLexicon.load(FOLDER), Counts()
    texts = (
        (text, gold_spans(text, index, gold[story["id"]]["events"]))
        for story in stories
        for index, text in enumerate([story["headline"], *story["paragraphs"]])
    )
    for doc, spans in load_nlp().pipe(texts, as_tuples=True):
        counts.add(lexicon, doc, spans)
    rows = read_rows(FOLDER / FILE)
    fill(rows, counts)
    write_rows(FOLDER / FILE, rows)


if __name__ == "__main__":
    main()
