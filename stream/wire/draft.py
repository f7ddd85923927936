"""From what a format found to a Story: the rules that all formats share.

A format fills a Draft with the wire's own strings. Here they become a Story: dateline and desk initials leave the text,
notices of kills, holds and embargoes are heard, times and codes are brought into one form, and limits are kept.
"""

import hashlib

import msgspec

from stream.errors import EmptyStory, MalformedStory
from stream.story import Body, Dateline, Format, Kind, Link, Rights, Status, Story, Subject, clean, clean_all, compose
from stream.wire import furniture, signals
from stream.wire.body import has_markup, read_html
from stream.wire.characters import unescape_twice
from stream.wire.dateline import dateline_agency, parse_dateline, split_dateline, split_place
from stream.wire.languages import declared_language, detect_language
from stream.wire.limits import ID_LIMIT, LIST_LIMIT, PARAGRAPH_LIMIT, TEXT_LIMIT, keep_limit
from stream.wire.times import has_zone, iso_time, latest_reading

_LONGEST_NUMBER = 18  # digits; revisions stay inside 64 bits
_LONGEST_HEADLINE = 199
_ALERT_URGENCY = 2


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What one story of a message says, in the wire's own strings."""

    format: Format
    kind: Kind = "text"
    story_id: str | None = None
    serial: str | None = None
    """A number that names the story together with its provider, where there is no id."""
    number: str | None = None
    """A transmission number, for the digest where there is no id."""
    version: str | None = None
    provider: str | None = None
    """As the wire names it."""
    provider_guess: str | None = None
    """Derived from an id or a rights holder: gives way to the producer's hint."""
    headline: str | None = None
    slug: str | None = None
    byline: str | None = None
    dateline: str | None = None
    located: str | None = None
    """A place outside any dateline."""
    signoff: str | None = None
    language: str | None = None
    urgency: str | None = None
    published: str | None = None
    modified: str | None = None
    embargo_until: str | None = None
    embargoed: bool = False
    """Under an embargo whose end is not told."""
    status: str | None = None
    instructions: tuple[str, ...] = ()
    ednote: str | None = None
    corrects: str | None = None
    replaces: str | None = None
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    rights: Rights | None = None
    links: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()


class _Text(msgspec.Struct, frozen=True, kw_only=True):
    """A body without what is not text."""

    paragraphs: list[str]
    notices: list[str]
    dateline: Dateline | None
    agency: str | None
    byline: str | None
    signoff: str | None


def finish(draft: Draft, *, provider: str | None = None) -> Story:
    """The Story of a draft.

    Args:
        provider: the producer's hint, used where the wire does not name its provider.

    Raises:
        EmptyStory: nothing to read, and no notice either.
        MalformedStory: a notice that names no story.
        HostileStory: over a limit.
    """
    _keep_limits(draft)
    parts = _take_apart(draft)
    urgency = _urgency(draft.urgency)
    headline, take = _headline(draft, parts, urgency)
    body = compose(headline, parts.paragraphs)
    provider = _one_line(draft.provider) or _one_line(provider) or parts.agency or _one_line(draft.provider_guess)
    embargo, held = _embargo(draft, parts)
    status = _status(draft, parts) or ("withheld" if held else "usable")
    _refuse_empty(draft, body, status)
    published, modified = iso_time(draft.published), iso_time(draft.modified)
    version = _one_line(draft.version) or take
    return Story(
        story_id=_one_line(draft.story_id) or _serial_id(draft, provider) or _digest_id(draft, provider, body, status),
        revision=_revision(draft.version),
        version=version,
        format=draft.format,
        kind=draft.kind,
        provider=provider,
        headline=body.text[: body.paragraphs[0][1]] if body.headline_paragraph else None,
        slug=_one_line(draft.slug),
        byline=_one_line(draft.byline) or parts.byline,
        dateline=parts.dateline,
        signoff=parts.signoff,
        language=declared_language(draft.language) or detect_language(body.text),
        urgency=urgency,
        published=published,
        modified=modified,
        embargo_until=embargo,
        zone_missing=any(
            time is not None and not has_zone(time) for time in (published, modified, iso_time(draft.embargo_until))
        ),
        status=status,
        ednote=_one_line(draft.ednote) or _one_line(" ".join(parts.notices)),
        corrects=_one_line(draft.corrects),
        replaces=_one_line(draft.replaces),
        subjects=draft.subjects,
        keywords=tuple(dict.fromkeys(filter(None, map(clean, draft.keywords)))),
        rights=_rights(draft.rights),
        links=tuple(dict.fromkeys(map(_clean_link, draft.links))),
        text=body.text,
        paragraphs=body.paragraphs,
        headline_paragraph=body.headline_paragraph,
        text_sha256=body.text_sha256,
    )


def _keep_limits(draft: Draft) -> None:
    keep_limit("text", sum(map(len, draft.paragraphs)) + len(draft.headline or ""), TEXT_LIMIT)
    keep_limit("story_id", len(draft.story_id or ""), ID_LIMIT)
    keep_limit("paragraphs", len(draft.paragraphs), PARAGRAPH_LIMIT)
    keep_limit("list", max(len(draft.subjects), len(draft.keywords), len(draft.links)), LIST_LIMIT)


def _take_apart(draft: Draft) -> _Text:
    """Take notices, byline, dateline and signoff off the body."""
    lines = _all_lines(draft.paragraphs)
    asides = [line for line in lines if len(line) <= signals.LONGEST_NOTICE and signals.may_be_aside(line)]
    notices = list(filter(signals.is_notice, asides))
    left_out = {*notices, *filter(furniture.is_rule, asides)}
    paragraphs = [line for line in lines if line not in left_out] if left_out else lines
    byline = paragraphs.pop(0) if len(paragraphs) > 1 and signals.is_byline(paragraphs[0]) else None
    ends = _take_ends(paragraphs, headed=bool(draft.headline))
    lead = split_dateline(paragraphs[0]) if paragraphs else None
    named = None if lead else _dateline(draft)
    if lead:
        paragraphs[:1] = [lead.rest] if lead.rest else []
    elif named and paragraphs and (rest := split_place(paragraphs[0], named)):
        paragraphs[0] = rest
    return _Text(
        paragraphs=paragraphs,
        notices=notices,
        dateline=lead.dateline if lead else named,
        agency=lead.agency if lead else dateline_agency(draft.dateline or ""),
        byline=byline,
        signoff=_one_line(draft.signoff) or next(filter(signals.is_initials, ends), None) or next(iter(ends), None),
    )


def _take_ends(paragraphs: list[str], *, headed: bool) -> list[str]:
    """Take desk initials and end marks off the last paragraphs; they come back from the last to the first."""
    ends = []
    while paragraphs and signals.is_signoff(paragraphs[-1], alone=len(paragraphs) == 1, headed=headed):
        ends.append(paragraphs.pop())
    if paragraphs:
        paragraphs[-1], initials = signals.split_signoff(paragraphs[-1])
        paragraphs[-1], mark = furniture.split_end_mark(paragraphs[-1])
        ends += filter(None, (mark, initials))
    return ends


def _headline(draft: Draft, parts: _Text, urgency: int | None) -> tuple[str | None, str | None]:
    """(headline, the take key that stood in it). An alert without a headline has its first line for one."""
    given = _words(draft.headline or "")
    if given.strip("* "):
        return furniture.split_take(given.strip("* "))
    is_alert = draft.format != "plain" and draft.kind == "text" and urgency is not None and urgency <= _ALERT_URGENCY
    if is_alert and parts.paragraphs and len(parts.paragraphs[0]) <= _LONGEST_HEADLINE:
        return parts.paragraphs.pop(0), None
    return None, None


def _dateline(draft: Draft) -> Dateline | None:
    """The dateline's own element; a place that stands alone makes one too."""
    if text := _one_line(draft.dateline):
        return parse_dateline(text)
    place = _one_line(draft.located)
    return Dateline(text=place, place=place) if place else None


def _embargo(draft: Draft, parts: _Text) -> tuple[str | None, bool]:
    """(when the embargo ends, whether one is on whose end is unknown)."""
    if time := iso_time(draft.embargo_until):
        return latest_reading(time), False
    note = draft.ednote if draft.ednote and signals.is_embargo_note(draft.ednote) else None
    notice = note or next((line for line in parts.notices if signals.is_embargo_line(line)), None)
    until = signals.embargo_time(notice) if notice else None
    declared = draft.embargoed or bool(draft.embargo_until) or signals.is_embargo_status(draft.status)
    return until, until is None and (notice is not None or declared)


def _status(draft: Draft, parts: _Text) -> Status | None:
    """The strongest of what field, instructions, note, slug, headline and lines say; None where none says anything."""
    said = [
        signals.status_of(draft.status),
        signals.instruction_status(list(draft.instructions)),
        signals.note_status(draft.ednote),
        signals.header_status(draft.slug),
        signals.header_status(draft.headline),
        *map(signals.line_status, parts.notices),
    ]
    return "canceled" if "canceled" in said else "withheld" if "withheld" in said else None


def _refuse_empty(draft: Draft, body: Body, status: Status) -> None:
    if not body.text and draft.kind == "text" and status == "usable":
        raise EmptyStory("no headline, no text and no notice", format=draft.format, story_id=draft.story_id)


def _serial_id(draft: Draft, provider: str | None) -> str | None:
    return f"{provider}:{draft.serial}" if provider and draft.serial else None


def _digest_id(draft: Draft, provider: str | None, body: Body, status: Status) -> str:
    """An id for a story that brings none: of its text for plain text, else of provider, slug, number and headline."""
    if draft.format == "plain" and body.text:
        return f"text:{body.text_sha256[:24]}"
    named = (draft.slug, draft.number, draft.headline)
    if not any(named) and not body.text:
        raise MalformedStory("no id, no words: nothing names the story", format=draft.format, status=status)
    seed = (provider, *named) if any(named) else (provider, body.text_sha256)
    return "digest:" + hashlib.sha256("\x1f".join(part or "" for part in seed).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _revision(version: str | None) -> int:
    version = (version or "").strip()
    return max(int(version), 1) if version.isascii() and version.isdigit() and len(version) <= _LONGEST_NUMBER else 1


def _urgency(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text in set("12345678") else None


def _rights(given: Rights | None) -> Rights | None:
    if given is None:
        return None
    rights = Rights(holder=_one_line(given.holder), notice=_one_line(given.notice), usage_terms=_one_line(given.usage_terms))
    return rights if rights != Rights() else None


def _clean_link(link: Link) -> Link:
    return Link(rel=_one_line(link.rel), href=clean(link.href), title=_one_line(link.title), mimetype=_one_line(link.mimetype))


def _lines(text: str) -> list[str]:
    """A paragraph's one line; several where it still carries markup, as text does that was escaped twice."""
    if "&" in text or "<" in text:
        text = unescape_twice(text)
        if has_markup(text):
            return list(read_html(text).paragraphs)
    line = clean(text)
    return [line] if line else []


def _all_lines(paragraphs: tuple[str, ...]) -> list[str]:
    joined = "".join(paragraphs)
    if "&" in joined or "<" in joined:
        return [line for text in paragraphs for line in _lines(text)]
    return clean_all(paragraphs)


def _words(text: str) -> str:
    return " ".join(_lines(text))


def _one_line(text: str | None) -> str | None:
    return clean(text) or None if text else None
