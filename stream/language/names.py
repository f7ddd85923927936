"""Words around names, and names that are known.

`titles.tsv` has a row a word:

    civility   stands before a personal name and is no part of it ("M.", "Mme", "Me")
    function   heads the words that say who somebody is ("ministre", "maire", "porte-parole")
    group      stands before an organisation's name and is often left out ("groupe", "parti", "quotidien")
    prefix     joined to a name by a hyphen without being part of it ("pro-", "anti-", "ex-")
    rank       stands before a function and belongs to it ("ancien", "premier")
    relative   begins a clause and so ends such words ("qui", "dont")
    agent      prepositions after which a place name means who acts there ("par Moscou", "entre Paris et Berlin")
    incident   before a place name it makes no name of its own ("attentats de Paris")
    small      left out of acronyms ("de", "la", "pour")

`known_names.tsv` has a row an entity that news name without saying who it is: type, name, country, other names
(separated by |). A country is ISO 3166-1 alpha-3, or UNO EUR IGO NGO MNC.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from stream.errors import DataBroken
from stream.knowledge.spelling import fold

TITLES = "titles.tsv"
KNOWN = "known_names.tsv"
KINDS = ("civility", "function", "rank", "relative", "group", "prefix", "agent", "incident", "small")


class KnownName(msgspec.Struct, frozen=True, kw_only=True):
    """An entity that needs no introduction."""

    type: str
    name: str
    country: str | None = None
    aliases: tuple[str, ...] = ()


class NameLexicon:
    """Look-ups of title words (lower case) and known names (folded spelling)."""

    def __init__(self, titles: Iterable[tuple[str, str]], known: Iterable[KnownName]) -> None:
        words: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for kind, word in titles:
            words[kind].add(word.lower())
        self.civilities = frozenset(words["civility"])
        self.functions = frozenset(words["function"])
        self.ranks = frozenset(words["rank"])
        self.relatives = frozenset(words["relative"])
        self.agents = frozenset(words["agent"])
        self.incidents = frozenset(words["incident"])
        self.groups = frozenset(words["group"])
        self.prefixes = frozenset(words["prefix"])
        self.small = frozenset(words["small"])
        self._known = {(entry.type, form): entry for entry in known for form in map(fold, (*entry.aliases, entry.name))}

    @classmethod
    def load(cls, folder: Path) -> "NameLexicon":
        """Read the lexicon of a language's folder.

        Raises:
            DataBroken: a file is missing or a row of it is wrong.
        """
        try:
            titles = [(row["kind"], row["word"]) for row in _rows(folder / TITLES)]
            known = [_known(row) for row in _rows(folder / KNOWN)]
            return cls(titles, known)
        except (OSError, KeyError, csv.Error) as error:
            raise DataBroken("cannot read the names", folder=folder.name) from error

    def known(self, kind: str, name: str) -> KnownName | None:
        """The known entity of this type that has this name, in whatever spelling."""
        return self._known.get((kind, fold(name)))

    def is_function(self, word: str) -> bool:
        """Whether a word says what somebody is, also after "ex-" or "vice-"."""
        lower = word.lower()
        return lower in self.functions or ("-" in lower and lower.partition("-")[2] in self.functions)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _known(row: dict[str, str]) -> KnownName:
    return KnownName(
        type=row["type"],
        name=row["name"],
        country=row["country"] or None,
        aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
    )
