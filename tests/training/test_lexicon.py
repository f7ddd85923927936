"""Counting how often a trigger is an event in the training gold."""

from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from stream.language.triggers import TriggerEntry, TriggerLexicon
from stream.training.lexicon import Counts, Row, fill, gold_spans, read_rows, write_rows


def event(trigger: str, *, p: int = 0, n: int | None = None) -> dict[str, Any]:
    return {"type": "ASSAULT", "mentions": [{"p": p, "trigger": trigger, "n": n}]}


def row(lemma: str, type_: str = "ASSAULT") -> Row:
    empty = dict.fromkeys(("mode", "contexts", "frame", "participle", "seen", "gold", "strength"), "")
    return {"lemma": lemma, "pos": "NOUN", "type": type_, **empty}


def test_gold_spans_takes_the_occurrence_that_n_names() -> None:
    assert gold_spans("attaque sur attaque", 0, [event("attaque", n=2)]) == [(12, 19, "ASSAULT")]


def test_gold_spans_takes_only_the_paragraphs_own_mentions() -> None:
    assert gold_spans("attaque", 1, [event("attaque", p=0)]) == []


def test_counts_tell_triggers_from_other_occurrences() -> None:
    lexicon = TriggerLexicon([(TriggerEntry(lemma="attaque", pos="NOUN", type="ASSAULT"), "")])
    doc = Doc(
        spacy.blank("fr").vocab,
        words=["attaque", "sur", "attaque"],
        lemmas=["attaque", "sur", "attaque"],
        pos=["NOUN", "ADP", "NOUN"],
    )
    counts = Counts()

    counts.add(lexicon, doc, [(12, 19, "ASSAULT")])

    assert (counts.seen["attaque", "NOUN"], counts.gold["attaque", "NOUN", "ASSAULT"]) == (2, 1)


def test_fill_smooths_towards_the_mean_of_the_type() -> None:
    rows, counts = [row("attaque"), row("coup")], Counts()
    counts.seen.update({("attaque", "NOUN"): 8, ("coup", "NOUN"): 8})
    counts.gold.update({("attaque", "NOUN", "ASSAULT"): 8})

    fill(rows, counts)

    assert [(r["gold"], r["strength"]) for r in rows] == [("8", "0.90"), ("0", "0.10")]


def test_fill_gives_an_unseen_trigger_the_mean_of_its_type() -> None:
    rows, counts = [row("attaque"), row("embuscade")], Counts()
    counts.seen["attaque", "NOUN"], counts.gold["attaque", "NOUN", "ASSAULT"] = 4, 2

    fill(rows, counts)

    assert rows[1]["strength"] == "0.50"


def test_write_rows_reads_back_sorted(tmp_path: Path) -> None:
    write_rows(tmp_path / "triggers.tsv", [row("coup"), row("attaque")])

    assert read_rows(tmp_path / "triggers.tsv") == [row("attaque"), row("coup")]
