"""Where an event happened: the place of the story that most likely is its place, or none."""

from collections.abc import Iterator

import msgspec
import numpy as np
from spacy.tokens import Token

from stream.analysis.annotations import Analysis, Entity, Mention, Place
from stream.analysis.triggers import Trigger
from stream.language.event_models import EventModels


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A place at one of its mentions."""

    entity: Entity
    mention: Mention
    paragraph: int
    token: Token
    """Head of the mention."""


def named_places(analysis: Analysis) -> list[Named]:
    """Every mention of a place, in text order."""
    found = []
    for mention, entity in analysis.mentions():
        first, last = analysis.token_at(mention.start), analysis.token_at(mention.end - 1)
        if entity.type == "LOC" and first and last:
            paragraph, token = first
            head = paragraph.doc[token.i : last[1].i + 1].root
            found.append(Named(entity=entity, mention=mention, paragraph=paragraph.index, token=head))
    return sorted(found, key=lambda named: named.mention.start)


def place_features(group: list[Trigger], named: Named, all_named: list[Named]) -> Iterator[str]:
    """What the `places` model sees of an event and a place at one mention."""
    type_ = group[0].type
    nearest = _nearest(group, named)
    trigger, word = nearest.candidate.token, named.token
    offset = named.paragraph - nearest.candidate.paragraph.index
    together = offset == 0
    sentence = together and trigger.sent.start == word.sent.start
    preposition = next((child.lemma_.lower() for child in word.children if child.dep_ == "case"), "-")
    share = sum(other.entity is named.entity for other in all_named) / len(all_named)
    apart = "sentence" if sentence else "paragraph" if together else str(max(-3, min(3, offset)))
    scale = "country" if named.entity.wikidata and not named.entity.geonames else "place" if named.entity.country else "unknown"
    yield f"apart={apart}"
    yield f"apart={apart}|{type_}"
    yield f"prep={preposition}|{apart}"
    yield f"prep={preposition}|{word.dep_}"
    yield f"scale={scale}|{apart}"
    yield f"scale={scale}|{len({other.entity.id for other in all_named}) == 1}"
    yield f"share={int(share * 4)}|{apart}"
    yield f"paragraph={min(named.paragraph, 3)}|{min(nearest.candidate.paragraph.index, 3)}"
    yield f"head={word.head.lemma_.lower()}"
    yield f"metonym={named.mention.metonym}"
    if sentence:
        yield f"under={trigger in list(word.ancestors)}|{word.dep_}"
        yield f"direct={word.head.i == trigger.i}|{preposition}|{type_}"
        yield f"distance={min(abs(trigger.i - word.i) // 3, 5)}|{trigger.i < word.i}"
        yield f"alone={all(other.entity is named.entity for other in all_named if _same_sentence(other, named))}"
    yield f"first={named is all_named[0]}"


def _nearest(group: list[Trigger], named: Named) -> Trigger:
    def reach(trigger: Trigger) -> tuple[int, int]:
        candidate = trigger.candidate
        return abs(candidate.paragraph.index - named.paragraph), abs(candidate.token.i - named.token.i)

    return min(group, key=reach)


def _same_sentence(one: Named, other: Named) -> bool:
    return one.paragraph == other.paragraph and one.token.sent.start == other.token.sent.start


def place_of_event(group: list[Trigger], all_named: list[Named], models: EventModels) -> Place | None:
    """The event's place, at the mention that says so best."""
    if not all_named:
        return None
    rows = [list(place_features(group, named, all_named)) for named in all_named]
    scores = models.places.probabilities(rows)[:, models.places.classes.index("place")]
    best = int(np.argmax(scores))
    if scores[best] < 1 - scores[best]:
        return None
    named = all_named[best]
    entity, mention = named.entity, named.mention
    return Place(
        start=mention.start, end=mention.end, text=mention.text, name=entity.name, country=entity.country,
        geonames=entity.geonames, lat=entity.lat, lon=entity.lon,
    )  # fmt: skip
