"""What IPTC 7901 and ANPA 1312 share: messages between control characters, wrapped lines, a time behind the text.

Both send `SOH header STX text ETX time EOT`. Lines are wrapped at 64 to 70 characters, so where a paragraph ends is told by
blank lines, indents and lines that had room for the next word. Real files lack some or all of the control characters, start
with DEL or SYN, and write months in German ("Okt", "Dez") or put the clock before the day ("21:37-09-12-18").
"""

import re
from collections.abc import Iterable

import msgspec

from stream.story import clean
from stream.wire.dateline import find_day, known_agency, split_dateline
from stream.wire.furniture import is_version, take_key
from stream.wire.lexicon import word_list
from stream.wire.limits import STORY_LIMIT, keep_body_limits, keep_limit
from stream.wire.signals import is_byline, is_notice, urgency_mark

_STRUCTURE = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_VISIBLE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f\s]")
_NARROWEST = 40  # characters of a wrapped line at least; below, lines are those of a table or list
_FULL_SHARE = 0.85  # of the width; desks break a line by hand here and there, though not behind a sentence
_SENTENCE_END = (".", "!", "?", '"')
_WIDEST = 110  # beyond, the wire does not wrap: each line is a paragraph
_DAY_TIME = re.compile(
    r"(?<!\d)(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})\s*(?P<zone>[A-Z]{1,4})?\s+(?P<month>[^\W\d_]{3,10})\.?\s+(?P<year>\d{4}|\d{2})\b"
)
_MARK_DAY_TIME = re.compile(
    r"(?P<first>\d{2})-(?P<second>\d{2})-(?P<year>\d{4}|\d{2})\s+(?P<hour>\d{2}):?(?P<minute>\d{2})\s*(?P<zone>[A-Z]{1,4})?\b"
)
_TIME_DAY = re.compile(r"(?P<hour>\d{2}):(?P<minute>\d{2})-(?P<first>\d{2})-(?P<second>\d{2})-(?P<year>\d{4}|\d{2})(?!\d)")


class Sections(msgspec.Struct, frozen=True):
    """The parts of one message."""

    header: list[str]
    """Lines before the text that are not blank."""
    lines: list[str]
    trailer: str


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the lines above a story's text."""

    headline: str | None = None
    byline: str | None = None
    versions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    urgency: int | None = None


def transmissions(text: str) -> list[str]:
    """The messages of a transmission, each from its start of header to its end, without both.

    Raises:
        HostileStory: over STORY_LIMIT.
    """
    keep_limit("stories", text.count("\x01") + text.count("\x04"), 2 * STORY_LIMIT)
    parts = [part for piece in text.split("\x01") for part in piece.split("\x04")]
    return [part.strip("\x00\x16\x7f \n\t\f") for part in parts if _VISIBLE.search(part)]


def visible(text: str) -> str:
    """Text without the control characters that structure a message; those of typesetting part words."""
    return text if text.replace("\n", "").isprintable() else _STRUCTURE.sub(" ", text)


def sections(message: str, header_lines: int) -> Sections:
    """Header, text and trailer of a message.

    Args:
        header_lines: how many lines make the header where no STX ends it.
    """
    keep_body_limits(message)
    head, stx, rest = message.partition("\x02")
    if not stx:
        head, rest = _split_header(message, header_lines)
    body, etx, trailer = rest.rpartition("\x03")
    if not etx:
        body, trailer = _split_trailer(rest)
    header = [line for line in map(_header_line, head.split("\n")) if line]
    return Sections(header, visible(body).split("\n"), clean(visible(trailer)))


def _split_header(message: str, count: int) -> tuple[str, str]:
    """The first `count` lines that are not blank, and what follows."""
    lines = message.split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip()][:count]
    end = filled[-1] + 1 if filled else 0
    return "\n".join(lines[:end]), "\n".join(lines[end:])


def _header_line(line: str) -> str:
    return re.sub(r"[\x1f\x11-\x14]+", "\x1f", line).strip("\x00\x16\x7f\x0c \t")


def _split_trailer(text: str) -> tuple[str, str]:
    """A last line that is a time, where no ETX sets it off."""
    lines = visible(text).rstrip().split("\n")
    last = lines[-1]
    is_time = len(last) < 60 and any(pattern.search(last) for pattern in (_DAY_TIME, _MARK_DAY_TIME, _TIME_DAY))
    return ("\n".join(lines[:-1]), last) if is_time else (text, "")


def join_wrapped(lines: Iterable[str]) -> list[str]:
    """Paragraphs of wrapped lines: a line goes on in the next unless that is blank, indented, or had fitted in."""
    kept = [line.rstrip() for line in lines]
    width = _width([len(line) for line in kept if line])
    paragraphs: list[list[str]] = []
    before = ""
    for line in kept:
        indented = line[:2] in ("  ", "\u3000") or line[:1] == "\t"
        if line and (not before or indented or not _is_full(before, line, width)):
            paragraphs.append([])
        if line:
            paragraphs[-1].append(line)
        before = line
    return [clean(" ".join(parts)) for parts in paragraphs]


def _width(lengths: list[int]) -> int:
    """The width at which a wire wraps: of nine lines in ten, as one line may stand out."""
    ranked = sorted(lengths)
    return ranked[round(0.9 * (len(ranked) - 1))] if ranked else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether a wrapped line had no room for the next one's first word."""
    if not _NARROWEST <= width <= _WIDEST:
        return False
    word = following.split(" ", 1)[0]
    share = 1.0 if line.endswith(_SENTENCE_END) else _FULL_SHARE
    return len(line) + 1 + len(word) > share * width


def read_opening(lines: list[str]) -> Opening:
    """The lines above a text, each by what it says; what says nothing else is the headline, which may be wrapped."""
    headline: list[str] = []
    versions: list[str] = []
    notes: list[str] = []
    notices: list[str] = []
    byline = urgency = None
    for line in map(clean, lines):
        bare = line.rstrip("=<+ ")
        if not bare:
            continue
        if is_notice(bare):
            notices.append(bare)
        elif mark := urgency_mark(bare):
            urgency = mark
        elif key := take_key(bare):
            (versions if is_version(key) else notes).append(key)
        elif byline is None and is_byline(bare):
            byline = without_agency(bare)
        elif bare.startswith("(") and bare.endswith(")"):
            notes.append(bare.strip("() "))
        elif byline is None:
            headline.append(bare)
    return Opening(
        headline=clean(" ".join(headline)) or None,
        byline=byline,
        versions=tuple(versions),
        notes=tuple(notes),
        notices=tuple(notices),
        urgency=urgency,
    )


def without_agency(byline: str) -> str:
    """A byline without the agency behind the name: "By Helen Maguire, dpa"."""
    name, comma, agency = byline.rpartition(",")
    return name.strip() if comma and known_agency(agency) else byline


def sent_at(trailer: str, paragraphs: list[str]) -> str | None:
    """When a message was sent, as ISO 8601 as far as the wire tells; None without a full day.

    Args:
        paragraphs: of the text, whose dateline tells which of two numbers is the month.
    """
    if found := _DAY_TIME.search(trailer):
        day = find_day(f"{int(found['day'])} {found['month']} {_full_year(found['year'])}")
        return _time(day.edtf, found) if day else None
    found = _MARK_DAY_TIME.search(trailer) or _TIME_DAY.search(trailer)
    if not found:
        return None
    month, day_of_month = _month_and_day(found["first"], found["second"], paragraphs)
    return _time(f"{_full_year(found['year'])}-{month}-{day_of_month}", found)


def _month_and_day(first: str, second: str, paragraphs: list[str]) -> tuple[str, str]:
    """American order, as the standard has it, unless the number is no month or the dateline says otherwise."""
    lead = split_dateline(paragraphs[0]) if paragraphs else None
    dated = (lead.dateline.date or "") if lead else ""
    if dated.endswith(f"-{second}-{first}") or int(first) > 12:
        return second, first
    return first, second


def _full_year(year: str) -> str:
    return year if len(year) == 4 else ("19" if int(year) > 80 else "20") + year


def _time(day: str, found: re.Match[str]) -> str:
    zone = word_list("datelines")["zones"].get(found.groupdict().get("zone") or "", "")
    return f"{day}T{found['hour']}:{found['minute']}:00" + ("Z" if zone == "+00:00" else zone)
