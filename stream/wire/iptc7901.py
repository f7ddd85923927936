"""IPTC 7901: the teletype's message as European agencies still send it.

The header names service, number, priority (the IPTC's 1 to 9, 9 for what is outside the scale), category and count of
words, then the agency's own number: `eca062 4 i 211 ccccb   dpa 061`. Keywords stand between header and STX. dpa writes
take keys, headline and byline above the text and closes them with `=`. A number comes back every day, so the story's id is
provider, day and number. Some files have lost every control character.
"""

import re
from collections.abc import Iterator
from functools import partial

from stream.errors import StoryRefused
from stream.story import Subject, clean
from stream.wire.characters import national_letters
from stream.wire.dateline import known_agency, split_dateline
from stream.wire.draft import Draft
from stream.wire.furniture import split_notebook
from stream.wire.message import Message, each_story
from stream.wire.signals import is_notice, is_signoff
from stream.wire.teletype import Opening, join_wrapped, read_opening, sections, sent_at, transmissions

_START = re.compile(r"[\s\x00\x16\x7f]*\x01")
_HEADER = re.compile(
    r"(?P<service>[A-Za-z]{0,6})(?P<number>\d{1,6})?"
    r"(?:\s+(?P<priority>[1-9]))?(?:\s+(?P<category>[A-Za-z]{1,4}))?(?:\s+(?P<words>\d{1,6}))?(?:\s+(?P<rest>.*))?\Z"
)
_BARE_HEADER = re.compile(r"\s*[A-Za-z]{2,4}\d{2,6}\s+[1-9]\s+[A-Za-z]{1,3}\s+\d{1,6}\b[^\n]{0,60}(?:\n|\Z)")
_NUMBERED_AGENCY = re.compile(r"([A-Za-z]{2,10})[\s-]+[A-Z]{0,2}\d{1,5}\Z")
_HEADER_LINES = 2  # header and keywords, where no STX tells
_LONGEST_OPENING = 14  # lines above a text; dpa's longest has seven
_LONGEST_HEADLINE = 199


def recognises(message: Message) -> bool:
    """A start of header, or a first line that is a header without it."""
    return bool(_START.match(message.text[:300]) or _BARE_HEADER.match(message.text[:300]))


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The messages of a transmission, each a story."""
    return each_story(partial(_read_message, text) for text in transmissions(national_letters(message.text)))


def _read_message(text: str) -> Draft:
    parts = sections(text, _HEADER_LINES)
    header = _HEADER.match(clean(parts.header[0])) if parts.header else None
    named = header.groupdict() if header else {}
    slug = " ".join(line.strip("/ ") for line in parts.header[1:]) or None
    lines, notebook = split_notebook(parts.lines)
    opening, paragraphs = _split_opening(lines)
    published = sent_at(parts.trailer, paragraphs)
    agency = _agency(named.get("rest") or "")
    serial = (named.get("service") or "") + (named.get("number") or "")
    return Draft(
        format="iptc7901",
        serial=":".join(filter(None, ((published or "")[:10].replace("-", ""), serial))) if serial.strip("0") else None,
        number=serial,
        version=" ".join(opening.versions) or None,
        provider=agency,
        provider_guess=_signing_agency(paragraphs),
        headline=opening.headline,
        slug=slug,
        byline=opening.byline,
        urgency=str(opening.urgency or named.get("priority") or ""),
        published=published,
        modified=published,
        ednote=" ".join(filter(None, (*opening.notes, notebook.ednote))) or None,
        subjects=(Subject(scheme="iptc7901", code=named["category"]),) if named.get("category") else (),
        keywords=tuple(slug.split("/")) if slug and "/" in slug else (),
        links=notebook.links,
        paragraphs=(*opening.notices, *paragraphs),
    )


def _agency(rest: str) -> str | None:
    """The agency behind the header's count of words: `ccccb   dpa 061`, `FRA /AFP-AB12`."""
    known = next((name for word in re.findall(r"[^\W\d_]+", rest) if (name := known_agency(word))), None)
    if known:
        return known
    found = _NUMBERED_AGENCY.search(rest)
    return found[1] if found else None


def _signing_agency(paragraphs: list[str]) -> str | None:
    """The agency that a sign-off starts with: `dpa hm bs wjh`."""
    last = paragraphs[-1] if paragraphs else ""
    return known_agency(last.split(" ")[0].strip("=/")) if is_signoff(last) else None


def _split_opening(lines: list[str]) -> tuple[Opening, list[str]]:
    """What stands above the text, up to the line that ends in `=` where there is one, and the text's paragraphs."""
    end = next((at for at, line in enumerate(lines[:_LONGEST_OPENING]) if line.rstrip().endswith("=")), None)
    if end is not None:
        return read_opening(lines[: end + 1]), join_wrapped(lines[end + 1 :])
    paragraphs = join_wrapped(lines)
    above = 0
    while above < len(paragraphs) and _is_heading(paragraphs[above]):
        above += 1
    if above < len(paragraphs) and _is_headline(paragraphs[above], paragraphs[above + 1 :]):
        above += 1
    if above < len(paragraphs) and _is_heading(paragraphs[above]):
        above += 1
    return read_opening(paragraphs[:above]), paragraphs[above:]


def _is_heading(paragraph: str) -> bool:
    """Whether a paragraph above the text is a take key, byline, urgency or notice."""
    return len(paragraph) < 120 and read_opening([paragraph]).headline is None


def _is_headline(paragraph: str, rest: list[str]) -> bool:
    if len(paragraph) > _LONGEST_HEADLINE or split_dateline(paragraph):
        return False
    return not all(is_notice(line) or is_signoff(line) for line in rest)
