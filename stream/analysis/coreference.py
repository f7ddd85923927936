"""Which names of a story mean the same entity.

Names are compared by folded spelling within one type: equal spellings, a country's names, the known names of one
entity, an acronym and its words, a body with and without what it belongs to ("Conseil de sécurité" for "Conseil de
sécurité de l'ONU"), and a person's full name and parts of it. Two persons with one surname stay two: a bare surname
then means the one named last before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from stream.analysis.mentions import Found
from stream.knowledge import countries
from stream.language.names import NameLexicon

Group = list[Found]

ACRONYM = (2, 10)
"""Least and most letters."""
SPELLING_TOLERANCE = 3
"""First letters of two given names that must agree where one is the other misspelt ("George", "Georges")."""


def group_mentions(found: Sequence[Found], names: NameLexicon) -> list[Group]:
    """Mentions of one entity together, groups in order of their first mention."""
    groups: dict[str, Group] = defaultdict(list)
    owners = _Owners(found, names)
    for mention in found:
        groups[owners.owner(mention)].append(mention)
    return list(groups.values())


class _Owners:
    """The spellings of one story, joined where they mean the same; asked mention by mention in text order."""

    def __init__(self, found: Sequence[Found], names: NameLexicon) -> None:
        self._names = names
        self._parent: dict[str, str] = {}
        self._ambiguous: dict[str, list[str]] = {}
        self._last: dict[str, str] = {}
        forms: dict[str, dict[str, Found]] = defaultdict(dict)
        for mention in found:
            forms[mention.type].setdefault(mention.key, mention)
        for kind, spellings in forms.items():
            self._join_known(kind, spellings.values())
        self._join_articles(forms["LOC"])
        self._join_persons(list(forms["PER"]))
        self._join_bodies(forms["ORG"])
        self._join_acronyms(forms["ORG"])
        self._join_acronyms(forms["MISC"])
        self._join_bracketed(found)

    def owner(self, mention: Found) -> str:
        """A key shared by all mentions of the entity."""
        node = _node(mention.type, mention.key)
        if mention.type != "PER":
            return self._find(node)
        candidates = self._ambiguous.get(mention.key)
        surname = mention.key.rpartition(" ")[2]
        if candidates:
            return self._last.get(surname) or self._find(_node("PER", candidates[0]))
        root = self._find(node)
        self._last[surname] = root
        return root

    def _find(self, node: str) -> str:
        while (parent := self._parent.get(node, node)) != node:
            node = parent
        return node

    def _join(self, one: str, other: str) -> None:
        self._parent[self._find(other)] = self._find(one)

    def _join_known(self, kind: str, spellings: Iterable[Found]) -> None:
        for mention in spellings:
            known = self._names.known(kind, mention.key)
            country = countries.by_name(mention.key) if kind == "LOC" else None
            if known is not None:
                self._join(f"known {kind} {known.name}", _node(kind, mention.key))
            elif country is not None:
                self._join(f"country {country.iso3}", _node(kind, mention.key))

    def _join_articles(self, keys: Iterable[str]) -> None:
        """Join "Caire", of "au Caire", to "Le Caire"."""
        for key in keys:
            article, _, rest = key.partition(" ")
            if article in ("le", "la", "les") and rest:
                self._join(_node("LOC", key), _node("LOC", rest))

    def _join_persons(self, keys: Sequence[str]) -> None:
        words = {key: key.split() for key in keys}
        full = [key for key in keys if len(words[key]) > 1]
        for key in keys:
            longer = [other for other in full if len(words[other]) > len(words[key]) and _is_part(words[key], words[other])]
            distinct = list({self._find(_node("PER", other)): other for other in longer}.values())
            if len(distinct) == 1:
                self._join(_node("PER", distinct[0]), _node("PER", key))
            elif distinct:
                self._ambiguous[key] = distinct
        for at, key in enumerate(full):
            for other in full[:at]:
                if _same_person(words[key], words[other]):
                    self._join(_node("PER", other), _node("PER", key))

    def _join_bodies(self, spellings: dict[str, Found]) -> None:
        for key in spellings:
            longer = [other for other in spellings if self._is_body(key, other)]
            roots = {self._find(_node("ORG", other)) for other in longer}
            if len(roots) == 1:
                self._join(_node("ORG", longer[0]), _node("ORG", key))

    def _is_body(self, key: str, other: str) -> bool:
        """Whether `other` is `key` with its kind before it or what it belongs to behind it."""
        if other.startswith(key + " "):
            first = other[len(key) + 1 :].partition(" ")[0]
            return first in self._names.small or countries.by_demonym(first) is not None
        head, _, rest = other.partition(" ")
        return rest == key and (head in self._names.groups or head in self._names.small)

    def _join_acronyms(self, spellings: dict[str, Found]) -> None:
        for key, mention in spellings.items():
            if not (ACRONYM[0] <= len(key) <= ACRONYM[1] and key.isalpha() and mention.text[0].isupper()):
                continue
            longer = [other for other in spellings if " " in other and self._abbreviates(key, other.split())]
            if len({self._find(_node(mention.type, other)) for other in longer}) == 1:
                self._join(_node(mention.type, longer[0]), _node(mention.type, key))

    def _join_bracketed(self, found: Sequence[Found]) -> None:
        """Join a body and the short name in brackets right behind it: "Office antistupéfiants (Ofast)"."""
        for name, short in pairwise(found):
            adjacent = name.paragraph == short.paragraph and short.start - name.end == len(" (")
            if (
                adjacent
                and name.type == short.type == "ORG"
                and " " in name.key
                and " " not in short.key
                and name.key[0] == short.key[0]
            ):
                self._join(_node("ORG", name.key), _node("ORG", short.key))

    def _abbreviates(self, acronym: str, words: Sequence[str]) -> bool:
        """Whether the letters are the words' initials, small words counted or not, or begin the words in turn."""
        if acronym == "".join(word[0] for word in words):
            return True
        large = [word for word in words if word not in self._names.small]
        return acronym == "".join(word[0] for word in large) or (len(large) > 1 and _spells(acronym, large))


def _spells(acronym: str, words: Sequence[str]) -> bool:
    """Whether the acronym is made of one to three first letters of each word in turn ("Cédéao", "Oclciff")."""
    if not words:
        return not acronym
    return any(
        acronym.startswith(words[0][:length]) and _spells(acronym[length:], words[1:])
        for length in range(1, min(3, len(words[0]), len(acronym)) + 1)
    )


def _node(kind: str, key: str) -> str:
    return f"{kind} {key}"


def _is_part(part: Sequence[str], name: Sequence[str]) -> bool:
    """Whether `part` is the end of `name` (a surname), or its beginning (a given name)."""
    size = len(part)
    return list(name[-size:]) == list(part) or list(name[:size]) == list(part)


def _same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Two full names of one person: a second given name left out, or a given name misspelt."""
    if one[-1] != other[-1]:
        return False
    first, second = sorted((one[0], other[0]), key=len)
    if first == second:
        return True
    return len(first) >= SPELLING_TOLERANCE and second.startswith(first) and len(second) - len(first) == 1
