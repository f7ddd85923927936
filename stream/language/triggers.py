"""The trigger lexicon: which words tell of an event, of what type, and who is who around them.

`triggers.tsv` has a row for each reading of a trigger; a word with several readings has several rows:

    lemma       lemmas joined by spaces, determiners left out (`mettre en examen`, `mener attaque`, `se entretenir`);
                `à|au|aux` gives alternatives
    pos         VERB, NOUN or ADJ: what the trigger's head is
    type        PLOVER 2.0 or extension type
    mode        the type's mode that the word alone decides, or empty
    contexts    PLOVER contexts that the word alone decides, joined by commas, or empty
    frame       who takes part, see below
    participle  masculine singular past participle of an irregular verb, or empty
    seen        occurrences in the training gold's stories
    gold        those among them that the gold marks as a trigger of this type
    strength    0 to 1: how likely the word tells of such an event, from the two counts (`stream.training.lexicon`)

A frame is `slot=role` joined by commas; a role is `actor` or `recipient`. Slots are those of the active clause: `subj`,
`obj`, or a preposition's lemma (`contre=recipient`, `avec=actor`). In the passive the subject takes the role of `obj`
and the complement with `par` that of `subj`. At a noun only prepositions are slots; a possessive ("son arrestation") and
an adjective of nationality ("l'intervention française") stand for `de`, the adjective for `par` where `de` is the
recipient. So `arrestation` is `de=recipient,par=actor` and `attaque` is `de=actor,contre=recipient`.

Facts behind the look-up: spaCy's French lemmatizer looks words up by part of speech, so a participle taken for an
adjective, a headline's capital taken for a name or a present tense missing from its tables ("réclame") keep their own
form as lemma. Verbs are therefore also found by their regular forms, and nouns by their plurals.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from stream.errors import DataBroken
from stream.language.words import Words

FILE = "triggers.tsv"
ROLES = frozenset({"actor", "recipient"})

_GAP_POS = frozenset({"DET", "ADJ", "ADV", "AUX", "NUM", "PRON", "SPACE"})
_GAP_TOKENS = 3
"""Words allowed between two parts of a multiword trigger: "mené une nouvelle et violente attaque" is past it."""
_TAKES: dict[str, frozenset[str]] = {
    "VERB": frozenset({"VERB", "AUX"}),
    "NOUN": frozenset({"NOUN", "PROPN", "X"}),
    "ADJ": frozenset({"ADJ"}),
}
_ANY = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "X"})
_ER_ENDINGS = ("e", "ent", "ant", "ait", "aient", "a", "èrent", "era", "eront", "er")
_PARTICIPLE_ENDINGS = ("", "e", "s", "es")


class TriggerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a trigger."""

    lemma: str
    pos: str
    type: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    frame: Mapping[str, str] = {}
    """Slot (`subj`, `obj`, a preposition's lemma) → `actor` or `recipient`."""
    strength: float = 0.0


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger found in a document: token indexes, `end` exclusive, and its readings, the strongest first."""

    start: int
    """First token; a reflexive pronoun and auxiliaries before the verb are left out."""
    end: int
    head: int
    """The verb, noun or adjective that the participants hang on; in `mener une attaque` the verb."""
    entries: tuple[TriggerEntry, ...]


class _Pattern(msgspec.Struct, frozen=True):
    """A trigger as it is matched from its first token on."""

    takes: frozenset[str]
    """Parts of speech the first token may have; empty when it may have any."""
    heads: frozenset[str]
    """Parts of speech of the head: the first part that has one of them."""
    rest: tuple[frozenset[str], ...]
    """What each further part may have as lemma or lower-case form."""
    start: int
    """Index of the part that the span starts with: 1 after a reflexive pronoun."""
    entries: tuple[TriggerEntry, ...]


class _Group:
    """The patterns that begin with one word: 250 with "se", so those of several words are kept by their second."""

    def __init__(self) -> None:
        self.single: list[_Pattern] = []
        self.longer: dict[str, list[_Pattern]] = {}

    def add(self, pattern: _Pattern) -> None:
        if not pattern.rest:
            self.single.append(pattern)
        for word in pattern.rest[0] if pattern.rest else ():
            self.longer.setdefault(word, []).append(pattern)

    def candidates(self, words: Words, at: int) -> list[_Pattern]:
        """Patterns whose second part stands near token `at`, the longest first, then those of one word."""
        longer = self.longer
        if not longer:
            return self.single
        found: list[_Pattern] = []
        for near in range(at + 1, min(at + 2 + _GAP_TOKENS, len(words.pos))):
            lemma, form = words.lemmas[near], words.forms[near]
            if lemma in longer:
                found += longer[lemma]
            if form in longer and form != lemma:
                found += longer[form]
            if words.pos[near] not in _GAP_POS:
                break
        if len(found) > 1:
            found.sort(key=lambda pattern: -len(pattern.rest))
        return found + self.single if found else self.single


class TriggerLexicon:
    """All triggers of a language, found in parsed documents."""

    def __init__(self, entries: Iterable[tuple[TriggerEntry, str]]) -> None:
        """Index entries, each with its irregular participle (or "")."""
        groups: dict[tuple[str, str], list[TriggerEntry]] = {}
        participles: dict[tuple[str, str], str] = {}
        for entry, participle in entries:
            groups.setdefault((entry.lemma, entry.pos), []).append(entry)
            participles[entry.lemma, entry.pos] = participle
        self.entries = tuple(entry for group in groups.values() for entry in group)
        self._by_lemma: defaultdict[str, _Group] = defaultdict(_Group)
        self._by_form: defaultdict[str, _Group] = defaultdict(_Group)
        for (lemma, pos), group in groups.items():
            self._index(lemma, pos, tuple(sorted(group, key=lambda e: -e.strength)), participles[lemma, pos])

    @classmethod
    def load(cls, folder: Path) -> "TriggerLexicon":
        """Read `triggers.tsv` of a language's folder.

        Raises:
            DataBroken: a row has an unknown frame, or a column is missing.
        """
        path = folder / FILE
        with path.open(encoding="utf-8", newline="") as file:
            try:
                return cls(
                    [(_entry(row), row["participle"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
                )
            except (KeyError, ValueError) as error:
                raise DataBroken("unusable trigger lexicon", path=path.name, error=str(error)) from error

    def find(self, words: Words) -> list[Hit]:
        """The triggers of a paragraph in order; where two overlap the earlier start wins, then the longer."""
        by_lemma, by_form = self._by_lemma, self._by_form
        hits: list[Hit] = []
        end = 0
        for at, (lemma, form) in enumerate(zip(words.lemmas, words.forms, strict=True)):
            if at >= end and (lemma in by_lemma or form in by_form):
                hit = self._match(words, at)
                if hit is not None:
                    hits.append(hit)
                    end = hit.end
        return hits

    def _match(self, words: Words, at: int) -> Hit | None:
        for group in (self._by_lemma.get(words.lemmas[at]), self._by_form.get(words.forms[at])):
            for pattern in group.candidates(words, at) if group else ():
                if pattern.takes and words.pos[at] not in pattern.takes:
                    continue
                parts = _rest(words, at, pattern.rest)
                if parts is not None:
                    start = parts[pattern.start]
                    head = next((i for i in parts if words.pos[i] in pattern.heads), start)
                    return Hit(start=start, end=parts[-1] + 1, head=head, entries=pattern.entries)
        return None

    def _index(self, lemma: str, pos: str, entries: tuple[TriggerEntry, ...], participle: str) -> None:
        first, *others = lemma.split(" ")
        rest = tuple(frozenset(_alternatives(part)) for part in others)
        start = int(pos == "VERB" and first == "se")
        for word in _alternatives(first):
            pattern = _Pattern(frozenset() if rest else _TAKES[pos], _TAKES[pos], rest, start, entries)
            self._by_lemma[word].add(pattern)
            if not start:
                for form, takes in _forms(word, pos, participle):
                    self._by_form[form].add(msgspec.structs.replace(pattern, takes=takes))


def _rest(words: Words, at: int, rest: tuple[frozenset[str], ...]) -> list[int] | None:
    """Token indexes of all parts of a pattern whose first part is token `at`; None if one is missing."""
    parts = [at]
    for wanted in rest:
        for i in range(parts[-1] + 1, min(parts[-1] + 2 + _GAP_TOKENS, len(words))):
            if words.lemmas[i] in wanted or words.forms[i] in wanted:
                parts.append(i)
                break
            if words.pos[i] not in _GAP_POS:
                return None
        else:
            return None
    return parts


def _alternatives(part: str) -> Iterator[str]:
    """The words a part of a trigger stands for; the lemmatizer leaves "s’" and "d’" with a typographic apostrophe as they are."""
    for word in part.split("|"):
        yield word
        if word in ("se", "de"):
            yield f"{word[0]}’"


def _forms(word: str, pos: str, participle: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Forms under which a word is found when the model's lemma is not the word, with the parts of speech allowed."""
    if pos == "VERB":
        yield from ((form, _ANY) for form in _participles(word, participle))
        if word.endswith("er"):
            yield from ((word[:-2] + ending, _TAKES["VERB"]) for ending in _ER_ENDINGS)
    elif pos == "NOUN":
        yield word, _ANY
        yield (word if word[-1] in "sxz" else word[:-2] + "aux" if word.endswith("al") else word + "s"), _ANY
    else:
        yield from ((word + ending, _ANY) for ending in _PARTICIPLE_ENDINGS)


def _participles(verb: str, irregular: str) -> Iterator[str]:
    stem = irregular or {"er": verb[:-2] + "é", "ir": verb[:-1], "re": verb[:-2] + "u"}.get(verb[-2:], "")
    if stem:
        yield from (stem + ending for ending in _PARTICIPLE_ENDINGS)


def _entry(row: Mapping[str, str]) -> TriggerEntry:
    return TriggerEntry(
        lemma=row["lemma"],
        pos=row["pos"],
        type=row["type"],
        modes=_list(row["mode"]),
        contexts=_list(row["contexts"]),
        frame=parse_frame(row["frame"]),
        strength=float(row["strength"]),
    )


def parse_frame(text: str) -> dict[str, str]:
    """`subj=actor,contre=recipient` → slot → role.

    Raises:
        ValueError: a role is neither `actor` nor `recipient`.
    """
    frame = dict(pair.split("=", 1) for pair in _list(text))
    if unknown := set(frame.values()) - ROLES:
        raise ValueError(f"unknown role {sorted(unknown)} in {text!r}")
    return frame


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)
