"""Where an event happened: the place of the story that most likely is its place, or none."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.findings import Entity, Mention, Place
from stream.analysis.triggers import Trigger
from stream.language.event_models import EventModels

PLACED_FLOOR = 0.3
"""Probability from which an event has a place: on 150 held-out stories F1 is .544; at .2 and .4 .528, at .5 .483."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A place at one of its mentions."""

    entity: Entity
    mention: Mention
    paragraph: Paragraph
    at: int
    """Head of the mention, as a token of the paragraph."""
    sentence: int
    """First token of its sentence."""
    scale: str
    """`country`, a `place` in one, or `unknown`."""
    share: float
    """Of the story's mentions of places, those that are of this one."""
    only: bool
    """No other place is named in the story."""
    alone: bool
    """No other place is named in its sentence."""
    first: bool
    """No place is named before it."""


def named_places(analysis: Analysis) -> list[Named]:
    """Every mention of a place, in text order."""
    found: list[tuple[Mention, Entity, Paragraph, int]] = []
    for mention, entity in analysis.mentions():
        first, last = analysis.word_at(mention.start), analysis.word_at(mention.end - 1)
        if entity.type == "LOC" and first and last:
            paragraph, at = first
            found.append((mention, entity, paragraph, paragraph.words.root(range(at, last[1] + 1))))
    found.sort(key=lambda named: named[0].start)
    counts = Counter(entity.id for _, entity, _, _ in found)
    sentences = [(paragraph.index, paragraph.words.sentences[at]) for _, _, paragraph, at in found]
    together = {(sentence, entity.id) for sentence, (_, entity, _, _) in zip(sentences, found, strict=True)}
    rivals = Counter(sentence for sentence, _ in together)
    return [
        Named(
            entity=entity,
            mention=mention,
            paragraph=paragraph,
            at=at,
            sentence=sentence[1],
            scale="country" if entity.wikidata and not entity.geonames else "place" if entity.country else "unknown",
            share=counts[entity.id] / len(found),
            only=len(counts) == 1,
            alone=rivals[sentence] == 1,
            first=number == 0,
        )
        for number, (sentence, (mention, entity, paragraph, at)) in enumerate(zip(sentences, found, strict=True))
    ]


def place_features(group: list[Trigger], named: Named) -> Iterator[str]:
    """What the `places` model sees of an event and a place at one mention."""
    type_, words, at = group[0].type, named.paragraph.words, named.at
    nearest = _nearest(group, named).candidate
    offset = named.paragraph.index - nearest.paragraph.index
    sentence = offset == 0 and nearest.words.sentences[nearest.at] == named.sentence
    preposition, dep, head = words.case(at) or "-", words.deps[at], words.heads[at]
    apart = "sentence" if sentence else "paragraph" if offset == 0 else str(max(-3, min(3, offset)))
    yield f"apart={apart}"
    yield f"apart={apart}|{type_}"
    yield f"prep={preposition}|{apart}"
    yield f"prep={preposition}|{dep}"
    yield f"scale={named.scale}|{apart}"
    yield f"scale={named.scale}|{named.only}"
    yield f"share={int(named.share * 4)}|{apart}"
    yield f"paragraph={min(named.paragraph.index, 3)}|{min(nearest.paragraph.index, 3)}"
    yield f"head={words.lemmas[head]}"
    yield f"metonym={named.mention.metonym}"
    if sentence:
        yield f"under={nearest.at in words.above(at)}|{dep}"
        yield f"direct={head == nearest.at}|{preposition}|{type_}"
        yield f"distance={min(abs(nearest.at - at) // 3, 5)}|{nearest.at < at}"
        yield f"alone={named.alone}"
    yield f"first={named.first}"


def _nearest(group: list[Trigger], named: Named) -> Trigger:
    def reach(trigger: Trigger) -> tuple[int, int]:
        candidate = trigger.candidate
        return abs(candidate.paragraph.index - named.paragraph.index), abs(candidate.at - named.at)

    return min(group, key=reach) if len(group) > 1 else group[0]


def place_of_event(group: list[Trigger], all_named: list[Named], models: EventModels) -> Place | None:
    """The event's place, at the mention that says so best."""
    if not all_named:
        return None
    chances = models.places.chances(place_features(group, named) for named in all_named)
    best = max(range(len(chances)), key=chances.__getitem__)
    if chances[best] < PLACED_FLOOR:
        return None
    named = all_named[best]
    entity, mention = named.entity, named.mention
    return Place(
        start=mention.start, end=mention.end, text=mention.text, name=entity.name, country=entity.country,
        geonames=entity.geonames, lat=entity.lat, lon=entity.lon,
    )  # fmt: skip
