"""What the analysis steps find, and the Analysis that carries it from step to step.

A step is a function `(Analysis, LanguagePack) -> Analysis`: it reads what earlier steps found and returns a copy with
its own part filled in. The annotations here are what the records publish; what only later steps need stays in Analysis.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

import msgspec
from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from stream.language.words import Words, words_of
from stream.story import ProducedBy, Story

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


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph of the story, parsed by itself so that no sentence crosses a paragraph's end."""

    index: int
    start: int
    """Offset of its first character in Story.text."""
    doc: Doc
    headline: bool = False

    @property
    def words(self) -> Words:
        """Its tokens as plain lists."""
        return words_of(self.doc)

    @property
    def text(self) -> str:
        """Its words."""
        return words_of(self.doc).text

    def span(self, tokens: DocSpan | Token) -> Span:
        """The story span of a spaCy token or span of this paragraph."""
        first = tokens.idx if isinstance(tokens, Token) else tokens.start_char
        return Span(start=self.start + first, end=self.start + first + len(tokens.text), text=tokens.text)

    def words_from(self, first: int, end: int) -> Span:
        """The story span of tokens first to end (exclusive) of this paragraph."""
        words = self.words
        return self.chars(words.starts[first], words.end(end - 1))

    def chars(self, start: int, end: int) -> Span:
        """The story span of characters start to end (exclusive) of this paragraph."""
        return Span(start=self.start + start, end=self.start + end, text=self.text[start:end])


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """A story on its way through STEPS."""

    story: Story
    produced_by: ProducedBy = ProducedBy()
    """Versions of the language pack that worked on the story, where one did."""
    paragraphs: tuple[Paragraph, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    quotes: tuple[Quote, ...] = ()
    topics: tuple[Topic, ...] = ()
    events: tuple[CodedEvent, ...] = ()
    steps: dict[str, str] = msgspec.field(default_factory=dict)
    """Step → "ok", "no language pack", or the error."""

    def word_at(self, offset: int) -> tuple[Paragraph, int] | None:
        """Index of the token that holds the character at `offset` of the story, with its paragraph; None between paragraphs."""
        at = bisect_right(self.paragraphs, offset, key=_start) - 1
        if at < 0:
            return None
        paragraph = self.paragraphs[at]
        words, inside = paragraph.words, offset - paragraph.start
        if inside >= len(words.text):
            return None
        return paragraph, bisect_right(words.starts, inside) - 1

    def token_at(self, offset: int) -> tuple[Paragraph, Token] | None:
        """`word_at`, as a token."""
        found = self.word_at(offset)
        return (found[0], found[0].doc[found[1]]) if found else None

    def mentions(self) -> Iterator[tuple[Mention, Entity]]:
        """Every mention with its entity, in no particular order."""
        return ((mention, entity) for entity in self.entities for mention in entity.mentions)


def _start(paragraph: Paragraph) -> int:
    return paragraph.start
