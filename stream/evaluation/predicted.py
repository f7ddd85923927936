"""The part of an EnrichedStory that is scored.

Not the published struct itself, so that records of any version, or of another program, can be scored.
"""

import msgspec

from stream.evaluation.gold import Losses


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event is said to have happened."""

    name: str | None = None
    country: str | None = None


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """When."""

    value: str | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who tells, or who speaks."""

    name: str | None = None
    text: str | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Offsets in the record's text."""

    start: int
    end: int


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """An entity and its mentions."""

    type: str
    country: str | None = None
    mentions: tuple[Mention, ...] = ()


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An actor or recipient."""

    start: int | None = None
    end: int | None = None
    name: str | None = None
    country: str | None = None
    sector: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event."""

    type: str
    triggers: tuple[Mention, ...] = ()
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    place: Place | None = None
    date: Date | None = None
    status: str = "actual"
    attribution: Source | None = None
    casualties: Losses | None = None
    main: bool = False


class Quote(Mention, frozen=True, kw_only=True):
    """A quotation."""

    speaker: Source | None = None
    indirect: bool = False


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A Media Topic."""

    qcode: str
    score: float


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """An enriched story."""

    story_id: str
    text: str = ""
    paragraphs: tuple[tuple[int, int], ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    quotes: tuple[Quote, ...] = ()
    topics: tuple[Topic, ...] = ()
