"""Where names stand: the model's entities, freed of what is no part of a name, and the places it overlooked.

The model was trained on whole tokens, so a mention may hold more than the name ("anti-Covid", "Argentine--"); and it
sees one paragraph at a time, so a name found in one may be missed in the headline, or typed otherwise there. A name
is the same thing all through a story, so both are mended over the whole story.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import msgspec
from spacy.tokens import Doc

from stream.analysis.annotations import Paragraph
from stream.analysis.findings import EntityType
from stream.knowledge import countries, gazetteer
from stream.knowledge.spelling import fold
from stream.language.names import NameLexicon

EDGES = ' -–—!?:;,"«»“”()[]…*'
"""Signs that neither begin nor end a name."""
SHORTEST = 3
"""Letters of a name that is looked for where the model did not find it."""


KNOWN_WEIGHT = 2
"""Mentions' worth of trust in the type under which a name is known."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A name at one place."""

    paragraph: int
    start: int
    """First character in the paragraph."""
    end: int
    text: str
    key: str
    """Folded spelling."""
    type: EntityType
    first: int
    """First token in the paragraph."""
    last: int
    """Token after the last."""
    refound: bool = False
    """Overlooked by the model."""


def find_mentions(paragraphs: Sequence[Paragraph], names: NameLexicon) -> list[Found]:
    """All names of a story in text order, one type for each spelling."""
    found = [mention for paragraph in paragraphs for mention in _model_mentions(paragraph, names)]
    types = _types(found, names)
    agreed = [msgspec.structs.replace(mention, type=types[mention.key]) for mention in found]
    overlooked = _overlooked(paragraphs, agreed, names)
    return sorted([*agreed, *overlooked], key=lambda mention: (mention.paragraph, mention.start))


def _model_mentions(paragraph: Paragraph, names: NameLexicon) -> Iterator[Found]:
    whole = paragraph.text
    for entity in paragraph.doc.ents:
        start, end = trim(whole, entity.start_char, entity.end_char, names)
        found = Found(
            paragraph=paragraph.index,
            start=start,
            end=end,
            text=whole[start:end],
            key=fold(whole[start:end]),
            type=cast(EntityType, entity.label_),
            first=entity.start,
            last=entity.end,
        )
        if found.key and not _is_demonym(found):
            yield _place_of_incident(found, paragraph.doc, names) or found


def _is_demonym(found: Found) -> bool:
    """Whether the model took people for a place or body: "un Palestinien". Persons are called Breton and Lombard."""
    return found.type != "PER" and countries.by_demonym(found.key) is not None and not gazetteer.readings(found.key)


def _place_of_incident(found: Found, doc: Doc, names: NameLexicon) -> Found | None:
    """The place in "attentats de Paris", which the model takes for the name of an event."""
    words = found.text.split(" ")
    if found.type != "MISC" or len(words) < len(("attentats", "de", "Paris")) or words[0] not in names.incidents:
        return None
    place = " ".join(words[2:])
    span = doc.char_span(found.end - len(place), found.end)
    if span is None or not gazetteer.readings(fold(place)):
        return None
    return msgspec.structs.replace(
        found, start=span.start_char, text=place, key=fold(place), type="LOC", first=span.start, last=span.end
    )


def trim(text: str, start: int, end: int, names: NameLexicon) -> tuple[int, int]:
    """Narrow text[start:end] to the name: no signs at its edges, no civility or "anti-" before it, no "de" behind."""
    while True:
        before = (start, end)
        while start < end and text[start] in EDGES:
            start += 1
        while start < end and text[end - 1] in EDGES and not _closes(text, start, end):
            end -= 1
        if start < end and text[end - 1] == "+" == text[start - 1 : start]:
            end -= 1
        start += _length_before_name(text[start:end], names)
        last = text[start:end].rpartition(" ")[2]
        if last in names.small and len(last) < end - start:
            end -= len(last)
        if (start, end) == before:
            return start, end


def _length_before_name(text: str, names: NameLexicon) -> int:
    """Characters of a civility, or of a prefix with its hyphen left, at the beginning."""
    word = text.partition(" ")[0]
    if word.lower() in names.civilities and len(word) < len(text):
        return len(word)
    head, hyphen, rest = text.partition("-")
    return len(head) if hyphen and head.lower() in names.prefixes and rest[:1].isupper() else 0


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the last sign is a bracket that the name itself opens: "Cédric (Villani)"."""
    return text[end - 1] == ")" and "(" in text[start:end]


def _types(found: Iterable[Found], names: NameLexicon) -> dict[str, EntityType]:
    """Folded spelling → the type most of its mentions have; the first one's among equals."""
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    surnames: set[str] = set()
    for mention in found:
        votes[mention.key][mention.type] += 1
        if mention.type == "PER":
            given, _, surname = mention.key.rpartition(" ")
            surnames.update({surname} if given else ())
    return {key: "PER" if key in surnames else _elect(key, ballot, names) for key, ballot in votes.items()}


def _elect(key: str, ballot: Counter[EntityType], names: NameLexicon) -> EntityType:
    if len(ballot) > 1:
        for kind in ballot:
            ballot[kind] += KNOWN_WEIGHT * _is_known(kind, key, names)
    return max(ballot, key=ballot.__getitem__)


def _is_known(kind: EntityType, key: str, names: NameLexicon) -> bool:
    return names.known(kind, key) is not None or (kind == "LOC" and countries.by_name(key) is not None)


def _overlooked(paragraphs: Sequence[Paragraph], found: Sequence[Found], names: NameLexicon) -> Iterator[Found]:
    """Occurrences of the story's own names that the model did not mark."""
    wanted = _wanted(paragraphs, found)
    taken: dict[int, set[int]] = defaultdict(set)
    for mention in found:
        taken[mention.paragraph].update(range(mention.first, mention.last))
    for paragraph in paragraphs:
        yield from _occurrences(paragraph, wanted, taken[paragraph.index])


Wanted = dict[str, list[tuple[tuple[str, ...], str, EntityType]]]


def _wanted(paragraphs: Sequence[Paragraph], found: Iterable[Found]) -> Wanted:
    """First word → (words, key, type) of each name worth looking for, the longest first."""
    spellings = {mention.text: mention for mention in found if _is_distinctive(mention.text)}
    wanted: Wanted = defaultdict(list)
    for mention in sorted(spellings.values(), key=lambda mention: -len(mention.text)):
        words = _words(paragraphs[mention.paragraph], mention)
        wanted[words[0]].append((words, mention.key, mention.type))
        surname = words[-1]
        if mention.type == "PER" and len(words) > 1 and surname not in spellings and _is_distinctive(surname):
            wanted[surname].append(((surname,), fold(surname), "PER"))
    return wanted


def _words(paragraph: Paragraph, mention: Found) -> tuple[str, ...]:
    """The tokens of a name; the name itself where it does not begin and end with one."""
    words = paragraph.words
    tokens = words.touching(mention.start, mention.end)
    whole = words.starts[tokens.start] == mention.start and words.end(tokens.stop - 1) == mention.end
    return tuple(words.texts[tokens.start : tokens.stop]) if whole else (mention.text,)


def _is_distinctive(text: str) -> bool:
    return len(text) >= SHORTEST and text[0].isupper()


def _occurrences(paragraph: Paragraph, wanted: Wanted, taken: set[int]) -> Iterator[Found]:
    words = paragraph.words.texts
    for at in [at for at, word in enumerate(words) if word in wanted]:
        for name, key, kind in wanted[words[at]] if at not in taken else ():
            tokens = range(at, at + len(name))
            if tuple(words[at : tokens.stop]) == name and taken.isdisjoint(tokens):
                taken.update(tokens)
                yield _found(paragraph, at, tokens.stop, key, kind)
                break


def _found(paragraph: Paragraph, first: int, last: int, key: str, kind: EntityType) -> Found:
    span = paragraph.words_from(first, last)
    return Found(
        paragraph=paragraph.index,
        start=span.start - paragraph.start,
        end=span.end - paragraph.start,
        text=span.text,
        key=key,
        type=kind,
        first=first,
        last=last,
        refound=True,
    )
