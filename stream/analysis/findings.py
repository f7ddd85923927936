"""What the analysis finds in a story, as the records publish it. No spaCy here: the worker reads records without it."""

from typing import Literal

import msgspec

EntityType = Literal["PER", "ORG", "LOC", "MISC"]
EventStatus = Literal["actual", "planned", "alleged", "denied", "historical", "hypothetical"]


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the story's text: code points from `start` to `end` (exclusive), and the words themselves."""

    start: int
    end: int
    text: str


class Mention(Span, frozen=True, kw_only=True):
    """An entity named at one place."""

    metonym: bool = False
    """A place name that stands for who acts there ("Paris a condamné")."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One person, organisation, place or named thing, with all its mentions in the story."""

    id: str
    """Unique in the story and the same after a replay: "e1", "e2" … in order of first mention."""
    type: EntityType
    name: str
    """The fullest name the story gives, or the knowledge base's French name."""
    country: str | None = None
    """ISO 3166-1 alpha-3, or UNO EUR IGO NGO MNC, or KOS."""
    wikidata: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None
    role: str | None = None
    """As the story words it: "ministre français de la Défense"."""
    salience: float = 0.0
    """0 (in passing) to 1 (what the story is about)."""
    confidence: float = 1.0
    method: str = "model"
    """What decided: `model`, `gazetteer`, `rule` …"""
    mentions: tuple[Mention, ...] = ()


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """An IPTC Media Topic of the story."""

    qcode: str
    """`medtop:` and eight digits."""
    name: str
    score: float
    """0 to 1: the probability that a human would assign it; 1.0 when the wire itself did."""
    source: Literal["model", "wire"] = "model"


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks."""

    entity: str | None = None
    """Entity.id where the speaker is a named entity."""
    name: str | None = None
    text: str | None = None
    """The words that name the speaker at the quote: "M. Le Drian", "il", "le ministre"."""


class Quote(Span, frozen=True, kw_only=True):
    """Words of somebody; the span leaves the quotation marks out."""

    speaker: Speaker | None = None
    cue: Span | None = None
    """The verb or phrase of speech."""
    indirect: bool = False


class Time(Span, frozen=True, kw_only=True):
    """An expression of time, resolved. Used by the event step; not published by itself."""

    value: str | None = None
    """EDTF: day, month, year, `start/end`, `XXXX-11-26`; None when it needs a publication date that is unknown."""
    later: str | None = None
    """The value when the expression points ahead ("lundi", of what is planned); the same as `value` where it cannot."""


class Party(Span, frozen=True, kw_only=True):
    """Who takes part in an event, at the words that say so."""

    entity: str | None = None
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    """PLOVER sector code (GOV MIL COP JUD LEG PTY REB …)."""


class Place(Span, frozen=True, kw_only=True):
    """Where an event happened."""

    name: str | None = None
    country: str | None = None
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


class EventDate(Span, frozen=True, kw_only=True):
    """When an event happened, at the words that say so."""

    value: str | None = None
    """EDTF."""


class Attribution(Span, frozen=True, kw_only=True):
    """Who tells of the event."""

    entity: str | None = None
    name: str | None = None
    chain: tuple[str, ...] = ()
    """Sources from the closest to the event (also `name`, or `text` where it has none) to the farthest."""


class Casualties(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Numbers of people, as the story counts them."""

    killed: int | None = None
    injured: int | None = None


class CodedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as one story reports it; with the story fields beside, an EventMention record."""

    event_mention_id: str
    """Digest of story_id, type, head trigger's lemma, parties and an ordinal among equals: stable over replays."""
    type: str
    """PLOVER 2.0 event type, or one of our extension types."""
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    triggers: tuple[Span, ...] = ()
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    place: Place | None = None
    date: EventDate | None = None
    status: EventStatus = "actual"
    attribution: Attribution | None = None
    casualties: Casualties | None = None
    main: bool = False
    confidence: float = 0.0
    sentence: Span | None = None
    """The sentence of the first trigger."""
    method: str = "model"
