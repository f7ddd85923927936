"""ANPA 1312: the American teletype's message, as AP and Kyodo send it.

First line: service level and number (`z6715`), then the selector behind a unit separator. Second line: priority letter,
category letter, format controls, keyword, day and count of words. Lines that start with `^` are set in bold: slug with
count, headline, notes to editors, byline (ends in `=`); tables, which have no headline, and some stories are `^` lines
throughout. Typesetting writes two backquotes for a quotation mark, `_` for a dash, `{` for a half, and parts the cells of
tables by control codes. Kyodo repeats the slug without `^` and ends its headline in `+`.
"""

import re
from collections.abc import Iterator
from functools import partial

import msgspec

from stream.errors import StoryRefused
from stream.story import Subject, clean
from stream.wire.dateline import known_agency, split_dateline
from stream.wire.draft import Draft
from stream.wire.message import Message, each_story
from stream.wire.signals import is_byline, is_notice
from stream.wire.teletype import join_wrapped, read_opening, sections, sent_at, transmissions, visible, without_agency

_FIRST = r"[A-Za-z](?P<number>\d{2,5})(?P<agency>[A-Za-z]{0,12})(?:\x1f|_|-)(?P<selector>[\w-]{0,12})"
_SECOND = r"(?P<priority>[a-zA-Z])\s(?P<category>[a-zA-Z])[\x1f\s]*(?P<keyword>\S.{0,60}?)\s+\d{1,2}-\d{1,2}\s+\d{1,4}"
_HEADER = re.compile(
    rf"[\s\x00\x16\x7f]*\x01?{_FIRST}[^\n]{{0,40}}\n{{1,2}}[a-zA-Z] [a-zA-Z][^\n]{{0,80}}\d{{1,2}}-\d{{1,2}} \d{{1,4}}"
)
_URGENCIES = {"f": "1", "b": "2", "u": "3", "r": "4", "d": "5", "a": "6", "s": "6"}
"""Priority letters in the standard's order: flash, bulletin, urgent, regular, deferred, advances for weekdays and Sundays."""
_SLUG_COUNT = re.compile(r"(?P<slug>[^,]{1,80}?)\s*(?:,\s*(?P<keys>[^\n]{0,80}?))?(?:,\s*\d{1,5})?\Z")
_NOTE = re.compile(r"(?:Eds|Editors|Note to Eds)\s?[:.]\s*", re.I)
_PICTURES = re.compile(r"(?:AP )?(?:Photos?|Graphics?|Video)\b[^a-z]*\Z|With [A-Z0-9, ]+\Z", re.I)
_CREDIT = re.compile(r"(?:AP|Associated Press|The Associated Press|UPI|Kyodo)\b.{0,40}\Z")
_MARKER = re.compile(r"(?:AP|UPI|KWS)?[A-Z]{2,4}(?=-)")
_LONGEST_HEADLINE = 160
_HEADER_LINES = 2


class _Bold(msgspec.Struct, frozen=True, kw_only=True):
    """What the `^` lines above a text say."""

    slug: str | None = None
    version: str | None = None
    headline: str | None = None
    byline: str | None = None
    notes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    """Bold lines of the text, where nothing else holds it."""


def recognises(message: Message) -> bool:
    """Two header lines of the standard, whether their control characters are there or lost."""
    return bool(_HEADER.match(message.text[:400]))


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The messages of a transmission, each a story."""
    return each_story(partial(_read_message, text) for text in transmissions(message.text))


def _read_message(text: str) -> Draft:
    parts = sections(text, _HEADER_LINES)
    first = re.match(_FIRST, parts.header[0]) if parts.header else None
    second = re.match(_SECOND, parts.header[1]) if len(parts.header) > 1 else None
    keyword = clean(visible(second["keyword"])) if second else None
    bold, paragraphs = _split_text(parts.lines, keyword)
    published = sent_at(parts.trailer, paragraphs)
    number = first["number"] if first else None
    return Draft(
        format="anpa1312",
        serial=":".join(filter(None, ((published or "")[:10].replace("-", ""), number))) if (number or "").strip("0") else None,
        number=number,
        version=bold.version,
        provider=known_agency(first["agency"]) if first else None,
        provider_guess=_marked_agency(parts.trailer),
        headline=bold.headline,
        slug=bold.slug or keyword,
        byline=bold.byline,
        urgency=_URGENCIES.get(second["priority"].lower()) if second else None,
        published=published,
        modified=published,
        ednote=" ".join(bold.notes) or None,
        subjects=(Subject(scheme="anpa1312", code=second["category"]),) if second else (),
        paragraphs=(*bold.notices, *paragraphs),
    )


def _marked_agency(trailer: str) -> str | None:
    """The agency that a trailer starts with: `AP-WF-11-13-13 1509GMT`."""
    return known_agency(trailer.split("-")[0].strip())


def _split_text(lines: list[str], keyword: str | None) -> tuple[_Bold, list[str]]:
    """What stands above the text, and the text's paragraphs."""
    bold_lines = [line.strip().startswith("^") for line in lines]
    if not any(bold_lines):
        return _split_plain(lines, keyword)
    plain_start = next((at for at, line in enumerate(lines) if line.strip() and not bold_lines[at]), len(lines))
    bold = _read_bold([_set(line) for line in lines[:plain_start]])
    rest = join_wrapped(_set(line, keep_indent=True) for line in lines[plain_start:])
    if rest:
        return bold, rest
    if bold.byline or any(map(split_dateline, bold.text)):
        return bold, list(bold.text)
    return msgspec.structs.replace(bold, headline=None), [line for line in (bold.headline, *bold.text) if line]


def _split_plain(lines: list[str], keyword: str | None) -> tuple[_Bold, list[str]]:
    """Kyodo's way: slug, headline, and the text from the first indented line."""
    start = next((at for at, line in enumerate(lines) if line[:2] in ("  ", "\t", " \t") and line.strip()), 0)
    above = [line for line in map(clean, lines[:start]) if line and _squeezed(line) != _squeezed(keyword or "")]
    opening = read_opening(above)
    bold = _Bold(headline=opening.headline, byline=opening.byline, notes=opening.notes, notices=opening.notices)
    return bold, join_wrapped(_set(line, keep_indent=True) for line in lines[start:])


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _read_bold(lines: list[str]) -> _Bold:
    """The bold lines in their order: slug first, then the headline unless notes or byline come at once."""
    slug, version = _slug(lines[0]) if lines else (None, None)
    headline = byline = None
    notes: list[str] = []
    text: list[str] = []
    notices = [version] if version and is_notice(version) else []
    for position, line in enumerate(filter(None, lines[1:])):
        if is_notice(line):
            notices.append(line)
        elif found := _NOTE.match(line):
            notes.append(line[found.end() :])
        elif _PICTURES.match(line) or (_CREDIT.match(line) and (byline or text)):
            continue
        elif byline is None and is_byline(line):
            byline = without_agency(line)
        elif position == 0 and len(line) <= _LONGEST_HEADLINE and not split_dateline(line):
            headline = line
        else:
            text.append(line)
    return _Bold(
        slug=slug, version=version, headline=headline, byline=byline, notes=tuple(notes), notices=tuple(notices), text=tuple(text)
    )


def _slug(line: str) -> tuple[str | None, str | None]:
    """(slug, what stands behind it) of `BC-BKN--Heat-Hawks, 1st Ld-Writethru,416`."""
    found = _SLUG_COUNT.match(line)
    if not found or (found["keys"] or "").isdigit():
        return found["slug"] if found else line or None, None
    return found["slug"], found["keys"] or None


def _set(line: str, *, keep_indent: bool = False) -> str:
    """A line with its typesetting undone."""
    line = line.rstrip().removesuffix("<").removesuffix("=")
    body = line.lstrip(" \t")
    indent = line[: len(line) - len(body)].replace("\t", "   ")
    body = body.removeprefix("^").replace("``", '"').replace("''", '"').replace("{", "½").replace(" _ ", " — ")
    return indent + body if keep_indent else clean(body)
