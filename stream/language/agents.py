"""The agent lexicon: which sector of society the common nouns for people and bodies belong to.

`agents.tsv` has a row an agent:

    lemma    lemmas in lower case joined by spaces, determiners left out (`chef de état|etat`); `|` gives alternatives
    sector   PLOVER sector code, or empty where the body has none
    country  UNO, EUR, IGO or NGO for international organisations, else empty
    rank     `strong`, or `weak` for words that name a sector only when nothing after them does: a bare "chef" is GOV,
             the "chef de la police" is COP

Sectors follow the PLOVER 2.0 manual; where it leaves a choice, what the training gold does most often with the noun.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from stream.errors import DataBroken

FILE = "agents.tsv"
RANKS = ("strong", "weak")


class AgentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One agent."""

    lemma: str
    sector: str | None = None
    country: str | None = None
    weak: bool = False


class AgentLexicon:
    """All agents of a language, looked up by the lemmas of a noun phrase."""

    def __init__(self, entries: Iterable[AgentEntry]) -> None:
        """Index entries by their first word, longest first."""
        self.entries = tuple(entries)
        self._words: set[str] = set()
        self._by_first: dict[str, list[tuple[tuple[frozenset[str], ...], AgentEntry]]] = {}
        for entry in self.entries:
            first, *rest = (frozenset(part.split("|")) for part in entry.lemma.split(" "))
            self._words.update(first, *rest)
            for word in first:
                self._by_first.setdefault(word, []).append((tuple(rest), entry))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    @classmethod
    def load(cls, folder: Path) -> "AgentLexicon":
        """Read `agents.tsv` of a language's folder.

        Raises:
            DataBroken: a row has an unknown rank, or a column is missing.
        """
        with (folder / FILE).open(encoding="utf-8", newline="") as file:
            try:
                return cls([_entry(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)])
            except (KeyError, ValueError) as error:
                raise DataBroken("unusable agent lexicon", path=FILE, error=str(error)) from error

    def sector(self, lemmas: Sequence[str]) -> str | None:
        """The sector of a noun phrase: of its first strong agent that has one, else of its first weak one.

        Args:
            lemmas: of the phrase's words in text order; words that no agent is made of are passed over.
        """
        weak = None
        for entry in self._agents(lemmas):
            if entry.sector and not entry.weak:
                return entry.sector
            weak = weak or entry.sector
        return weak

    def country(self, lemmas: Sequence[str]) -> str | None:
        """UNO, EUR, IGO or NGO where the phrase starts with an international organisation's name."""
        return next((entry.country for entry in self._agents(lemmas)), None)

    def _agents(self, lemmas: Sequence[str]) -> Iterable[AgentEntry]:
        words = [word for lemma in lemmas if (word := lemma.lower()) in self._words]
        at = 0
        while at < len(words):
            for rest, entry in self._by_first.get(words[at], ()):
                following = words[at + 1 : at + 1 + len(rest)]
                if len(following) == len(rest) and all(word in wanted for word, wanted in zip(following, rest, strict=True)):
                    yield entry
                    at += len(rest)
                    break
            at += 1


def _entry(row: dict[str, str]) -> AgentEntry:
    if row["rank"] not in RANKS:
        raise ValueError(f"unknown rank {row['rank']!r} of {row['lemma']!r}")
    return AgentEntry(
        lemma=row["lemma"], sector=row["sector"] or None, country=row["country"] or None, weak=row["rank"] == "weak"
    )
