"""The gold annotations and the part of a record that they are compared with, as structs.

Gold names its places by words (paragraph, text, which occurrence), records by offsets. Both are read leniently: a key
that no figure needs is passed over.
"""

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import orjson


class GoldSpan(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a paragraph of the gold story."""

    p: int | None = None
    """Paragraph, 0 the headline."""
    text: str | None = None
    n: int | None = None
    """Which occurrence of `text` in the paragraph, from 1; None the first."""


class GoldTrigger(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger: its words stand under another key."""

    p: int | None = None
    text: str | None = msgspec.field(default=None, name="trigger")
    n: int | None = None


class GoldEntity(msgspec.Struct, frozen=True, kw_only=True):
    """An entity and where it is named."""

    type: str
    country: str | None = None
    mentions: tuple[GoldSpan, ...] = ()


class GoldParty(GoldSpan, frozen=True, kw_only=True):
    """An actor or recipient."""

    name: str | None = None
    country: str | None = None
    sector: str | None = None


class GoldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event happened."""

    name: str | None = None
    country: str | None = None


class GoldDate(msgspec.Struct, frozen=True, kw_only=True):
    """When an event happened, in EDTF."""

    value: str | None = None


class GoldSource(msgspec.Struct, frozen=True, kw_only=True):
    """Who tells of an event."""

    name: str | None = None
    text: str | None = None


class Losses(msgspec.Struct, frozen=True, kw_only=True):
    """Casualties in numbers; of gold and record alike."""

    killed: int | None = None
    injured: int | None = None

    def told(self) -> dict[str, int]:
        """The numbers that are known."""
        return {name: value for name, value in (("killed", self.killed), ("injured", self.injured)) if value is not None}


class GoldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event."""

    type: str
    mentions: tuple[GoldTrigger, ...] = ()
    actors: tuple[GoldParty, ...] = ()
    recipients: tuple[GoldParty, ...] = ()
    place: GoldPlace | None = None
    date: GoldDate | None = None
    status: str = "actual"
    attribution: GoldSource | None = None
    casualties: Losses | None = None
    main: bool = False


class GoldQuote(GoldSpan, frozen=True, kw_only=True):
    """A direct quotation, by its first words."""

    speaker: str | None = None


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """The annotations of one story."""

    id: str
    entities: tuple[GoldEntity, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    quotes: tuple[GoldQuote, ...] = ()


class GoldStory(msgspec.Struct, frozen=True, kw_only=True):
    """The text that was annotated. Section and keywords stay unread: they would give the answer away."""

    id: str
    headline: str
    paragraphs: tuple[str, ...]
    published: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Headline and paragraphs, as gold counts them."""
        return (self.headline, *self.paragraphs)

    def ninjs(self) -> bytes:
        """The story as an agency would send it in ninjs."""
        return orjson.dumps(
            {"uri": self.id, "headline": self.headline, "body_text": "\n".join(self.paragraphs), "versioncreated": self.published}
        )


class GoldTopics(msgspec.Struct, frozen=True, kw_only=True):
    """The Media Topics a human assigned."""

    id: str
    roots: tuple[str, ...]
    """Qcodes of level 1, the main one first."""
    codes: tuple[str, ...] = ()
    """Deeper qcodes."""


class CorpusStory(msgspec.Struct, frozen=True, kw_only=True):
    """A story of the corpus, of which topics gold knows the id only."""

    url: str
    headline: str
    paragraphs: tuple[str, ...]
    published: str | None = None

    def gold_story(self) -> GoldStory:
        """The story under its gold id."""
        story_id = hashlib.sha256(self.url.encode()).hexdigest()[:12]
        return GoldStory(id=story_id, headline=self.headline, paragraphs=self.paragraphs, published=self.published)


Row = TypeVar("Row", bound=msgspec.Struct)


def typed(rows: Iterable[dict[str, Any]], kind: type[Row]) -> list[Row]:
    """Rows of JSON as structs."""
    return [msgspec.convert(row, kind) for row in rows]


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, plain or gzipped."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [orjson.loads(line) for line in data.splitlines() if line.strip()]
