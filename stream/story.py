"""The Story: what one message of an agency's wire says, in one shape for every format.

Field names follow the IPTC's terms. Unknown is None, never a guess. Offsets count Unicode code points in `text`,
end exclusive. A Story is both what `stream.wire` returns and the value of the channel `wire.stories`.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from stream import __version__

Kind = Literal["text", "picture", "graphic", "video", "audio", "planning", "package"]
Format = Literal["plain", "ninjs", "newsml1", "newsmlg2", "nitf", "iptc7901", "anpa1312", "rss"]
Status = Literal["usable", "canceled", "withheld"]
RecordStatus = Literal["live", "retracted"]


class ProducedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Versions of what made a record."""

    package: str = __version__
    model: str | None = None
    """Name and version of the language model and of the models trained on it; None where none was used."""
    lexicon: str | None = None
    """Version of the language's word lists; None where none was used."""


class Dateline(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when the story was filed, as the wire states it."""

    text: str
    place: str | None = None
    date: str | None = None
    """EDTF; None when the dateline names no day."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as the wire names it."""

    scheme: str | None = None
    """The code's scheme as declared (`medtop`, `subj`, an AFP scheme …)."""
    code: str | None = None
    name: str | None = None


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds the rights, and on what terms."""

    holder: str | None = None
    notice: str | None = None
    usage_terms: str | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Something the story points to; never fetched."""

    rel: str | None = None
    href: str
    title: str | None = None
    mimetype: str | None = None


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one story."""

    schema: str = "story/1"
    record_status: RecordStatus = "live"
    produced_by: ProducedBy = ProducedBy()
    story_id: str
    """The agency's own id without its revision, so that all revisions of a story share it."""
    revision: int = 1
    """Counts the revisions, 1 for the first: the wire's own number where it gives one."""
    version: str | None = None
    """The revision as the wire writes it."""
    format: Format
    kind: Kind = "text"
    provider: str | None = None
    headline: str | None = None
    slug: str | None = None
    byline: str | None = None
    dateline: Dateline | None = None
    signoff: str | None = None
    """Desk initials and end marks ("asl/tib/pid"), never part of `text`."""
    language: str | None = None
    """BCP 47."""
    urgency: int | None = None
    """IPTC scale, 1 (flash) to 8."""
    published: str | None = None
    """ISO 8601, first publication; without offset where the wire gave no zone (then `zone_missing`)."""
    modified: str | None = None
    """ISO 8601, this revision."""
    embargo_until: str | None = None
    """ISO 8601; an embargo without a zone is read in the latest zone, so that nothing goes out early."""
    zone_missing: bool = False
    status: Status = "usable"
    ednote: str | None = None
    corrects: str | None = None
    """story_id of the story this one corrects."""
    replaces: str | None = None
    """story_id of the story this one replaces."""
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    rights: Rights | None = None
    links: tuple[Link, ...] = ()
    text: str = ""
    """Headline (if any) and body paragraphs joined by one newline."""
    paragraphs: tuple[tuple[int, int], ...] = ()
    """[start, end] of each paragraph in `text`, the headline's first where there is one."""
    headline_paragraph: bool = False
    """True when the first of `paragraphs` is the headline."""
    text_sha256: str = hashlib.sha256(b"").hexdigest()
    """Of `text` in UTF-8."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The four text fields of a Story, which always agree."""

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    headline_paragraph: bool
    text_sha256: str


# Control characters, soft hyphens, zero-width marks and the byte order mark carry no text.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]"
)


def clean(text: str) -> str:
    """One line of text: invisible characters gone, every run of white space (no-break spaces too) one space."""
    # Printable text has no white space but the space. Most of a wire is such, and clean: a twentieth of a substitution's time.
    if text.isprintable():
        return text.strip(" ") if "  " not in text else " ".join(text.split())
    return " ".join(_INVISIBLE.sub("", text).split())


def clean_all(texts: Iterable[str]) -> list[str]:
    """Each text on one line, without those that have none."""
    kept = list(filter(None, texts))
    joined = " ".join(kept)
    # Nearly all are clean already, which one look at all of them tells in half the time of a look at each.
    if joined.isprintable() and "  " not in joined and joined[:1] != " " and joined[-1:] != " ":
        return kept
    return list(filter(None, map(clean, kept)))


def compose(headline: str | None, paragraphs: list[str]) -> Body:
    """Join a headline and body paragraphs to a story's text.

    Args:
        headline: the headline, or None.
        paragraphs: the body as the desk divided it, without dateline, byline and signoff; empty ones are dropped.
    """
    first = clean(headline) if headline else ""
    parts = clean_all((first, *paragraphs))
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    text = "\n".join(parts)
    return Body(
        text=text,
        paragraphs=tuple(spans),
        headline_paragraph=bool(first),
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )
