"""Plain text, as agencies and web archives give it: headline line, byline, dateline, paragraphs, desk initials.

A first line under 200 characters is the headline when text follows, unless it carries the dateline. Some archives put
` date 2021-10 ` before the text: the month of their crawl, not a day of publication, and not text. A telex starts with its
number behind ZCZC and with codes of routing.
"""

import re
from collections.abc import Iterator

from stream.errors import EmptyStory, StoryRefused
from stream.wire import signals
from stream.wire.body import split_lines
from stream.wire.dateline import split_dateline
from stream.wire.draft import Draft
from stream.wire.message import Message
from stream.wire.text import looks_like_text

_CRAWL_HEADER = re.compile(r"\A\s*date \d{4}-\d{2}(?!-?\d)\s*")
_TELEX_HEADER = re.compile(r"\A\s*ZCZC\S{0,20}[^\S\n]*\n(?:[A-Z]{2,4}\d{3,8}\s*\n)?(?:[A-Z] [A-Z]{3} [A-Z0-9 ]{3,20}\n)?")
_LONGEST_HEADLINE = 199
_STRUCTURED = re.compile(r"\s*(?:<[A-Za-z!?/]|\{\s*[\"}]|\[\s*[\[{\"])")


def recognises(message: Message) -> bool:
    """Words, and neither XML nor JSON; white space alone counts, to be told as empty."""
    return not _STRUCTURED.match(message.text) and (not message.text.strip() or looks_like_text(message.text))


def read(message: Message) -> Iterator[Draft | StoryRefused]:
    """The one story of a plain message."""
    lines = split_lines(_TELEX_HEADER.sub("", _CRAWL_HEADER.sub("", message.text)))
    if not lines:
        raise EmptyStory("no text", format="plain")
    urgency = signals.urgency_mark(lines[0])
    if urgency and len(lines) > 1:
        lines = lines[1:]
    headline, body = _split_headline(lines)
    yield Draft(
        format="plain",
        headline=headline,
        paragraphs=tuple(body),
        urgency=str(urgency) if urgency else None,
        published=_dateline_day(body),
    )


def _split_headline(lines: list[str]) -> tuple[str | None, list[str]]:
    """The headline and the other lines; notices above the headline stay lines."""
    above = 0
    while above < len(lines) and signals.is_notice(lines[above]):
        above += 1
    first, rest = lines[above : above + 1], lines[above + 1 :]
    if not first or len(first[0]) > _LONGEST_HEADLINE or not any(map(_is_body, rest)):
        return None, lines
    if split_dateline(first[0]) or signals.is_byline(first[0]):
        return None, lines
    return first[0], lines[:above] + rest


def _is_body(line: str) -> bool:
    return not (signals.is_notice(line) or signals.is_signoff(line))


def _dateline_day(body: list[str]) -> str | None:
    """The dateline's day where it is whole: the best day of publication that plain text knows.

    Relative dates of the text ("lundi") count from it; a day without its year would be a guess.
    """
    lead = next((lead for line in body[:3] if (lead := split_dateline(line))), None)
    day = lead.dateline.date if lead else None
    return day if day and not day.startswith("XXXX") else None
