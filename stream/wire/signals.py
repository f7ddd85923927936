"""What a desk says about its own story: that it is dead, held or embargoed, how urgent it is, who signed it off.

Such words count in a note to editors, in a slug or header, and on a line of their own; never in prose, where people kill
and cars hold the road. A single word (KILL, HOLD) counts only in capitals.
"""

import re
from functools import cache

from stream.story import Status, clean
from stream.wire.dateline import find_day
from stream.wire.lexicon import word_list
from stream.wire.times import latest_reading

_DECORATION = " \t*+-–—_=#!.:;()[]<>\"'«»"
_CLOCK = re.compile(r"\b(\d{1,2})(?:\s?h\s?|[:.])(\d{2})?\b|\b(\d{2})(\d{2})(?=\s*(?:GMT|UTC|TU|Z)\b)|\b(\d{1,2})(?=\s*(?:GMT|UTC|TU)\b)")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?")
_INITIALS = r"[A-Za-z]{1,6}\d?(?:-[A-Za-z]{1,6}\d?)*"
_SIGNOFFS = re.compile(
    rf"(?:{_INITIALS}(?:\s?/{{1,2}}\s?{_INITIALS})+"  # asl/tib/pid, bur-dar-gl/fz, MA // EA
    rf"|\(\s*[A-Z]{{2,6}}\s?\\?/\s?{_INITIALS}\s*\)"  # (SDA\/sj)
    r"|dpa(?:[ -][a-z0-9]{1,6}){1,6}"
    r"|[a-z]{2,4})"
)
_SIGNOFF_AT_END = re.compile(r"(?<=[.!?\"»)”…]) ([a-z]{2,4}(?:-[a-z]{2,4})*(?:/[a-z]{2,4}(?:-[a-z]{2,4})*)+)\Z")


def status_of(word: str | None) -> Status | None:
    """What a status field says; None for usable and for words unknown."""
    return _first_match(word_list("signals")["status"], lambda words: (word or "").strip().lower() in words)


def instruction_status(codes: list[str]) -> Status | None:
    """What signals or instructions say that stand beside a status still called usable."""
    given = {code.strip().lower() for code in codes}
    return _first_match(word_list("signals")["instructions"], lambda known: not given.isdisjoint(known))


def line_status(line: str) -> Status | None:
    """What a line says that is a notice and nothing else."""
    if len(line) > 80:
        return None
    bare = clean(line).strip(_DECORATION)
    return _line_notices().get(bare if " " not in bare else _repeated_once(bare.upper()))


def header_status(header: str | None) -> Status | None:
    """What a headline or slug says: a notice by itself, or KILL or HOLD set off at its start or end."""
    header = clean(header or "")
    if status := line_status(header):
        return status
    marks = re.match(r"[\s*(\[]*([A-Z][A-Z ]{2,30}?)[\s)\]*]*(?:[:/\-–—]|\*)", header), re.search(r"[/\-–— *(]([A-Z]{4,10})\W*\Z", header)
    return next((status for mark in marks if mark and (status := line_status(mark[1]))), None)


def note_status(note: str | None) -> Status | None:
    """What a note to editors says, in any sentence of it."""
    note = clean(note or "")
    if not note:
        return None
    sentences = re.split(r"(?<=[.!?;:])\s+|\n", note)
    if status := next((s for s in map(line_status, sentences) if s), None):
        return status
    return _first_match(word_list("signals")["notes"], lambda phrases: any(phrase in note.lower() for phrase in phrases))


def is_embargo_notice(line: str) -> bool:
    """Whether a note, or a line of its own, declares an embargo."""
    return bool(_embargo_start().match(clean(line)))


def embargo_time(notice: str) -> str | None:
    """When an embargo stated in words ends, in its latest reading; None when the words name no full day."""
    notice = clean(notice)
    if found := _ISO_TIME.search(notice):
        return latest_reading(found[0])
    day = find_day(notice)
    if day is None or day.edtf.startswith("XXXX"):
        return None
    clock = _CLOCK.search(notice[: day.start] + " " * (day.end - day.start) + notice[day.end :])
    if not clock:
        return latest_reading(day.edtf)
    hour, minute = clock[1] or clock[3] or clock[5], clock[2] or clock[4] or "00"
    if int(hour) > 23 or int(minute) > 59:
        return latest_reading(day.edtf)
    return latest_reading(f"{day.edtf}T{int(hour):02d}:{minute}:00{_zone(notice)}")


def urgency_mark(line: str) -> int | None:
    """The urgency that a first line states which is FLASH, ALERTE, URGENT and nothing else."""
    urgency: dict[str, int] = word_list("signals")["urgency"]
    return urgency.get(clean(line).strip(_DECORATION))


def is_byline(line: str) -> bool:
    """Whether a short line names authors: "Par Jeanne MARTIN"."""
    return len(line) <= 90 and bool(_byline().match(clean(line)))


def is_signoff(paragraph: str) -> bool:
    """Whether a story's last paragraph is desk initials or an end mark."""
    paragraph = clean(paragraph)
    if len(paragraph) > 60:
        return False
    return bool(_SIGNOFFS.fullmatch(paragraph)) or paragraph.strip(_DECORATION + "/").lower() in word_list("signals")["ends"]["words"]


def split_signoff(paragraph: str) -> tuple[str, str | None]:
    """Take desk initials off the end of a last paragraph."""
    found = _SIGNOFF_AT_END.search(paragraph)
    return (paragraph[: found.start()], found[1]) if found else (paragraph, None)


def _first_match(table: dict[str, list[str]], matches: "Callable[[list[str]], bool]") -> Status | None:
    if matches(table["canceled"]):
        return "canceled"
    return "withheld" if "withheld" in table and matches(table["withheld"]) else None


def _repeated_once(text: str) -> str:
    words = text.split(" ")
    return words[0] if len(set(words)) == 1 else text


@cache
def _line_notices() -> dict[str, Status]:
    lines = word_list("signals")["lines"]
    return dict.fromkeys(lines["withheld"], "withheld") | dict.fromkeys(lines["canceled"], "canceled")


@cache
def _embargo_start() -> re.Pattern[str]:
    table = word_list("signals")["embargo"]
    return re.compile(rf"[\W_]*(?:(?:{'|'.join(table['before'])})[\s:,]+)*(?:{'|'.join(table['words'])})\b(?!\s+(?:sur|contre|on|against|gegen)\b)", re.IGNORECASE)


@cache
def _byline() -> re.Pattern[str]:
    words = "|".join(word_list("signals")["byline"]["words"])
    return re.compile(rf"(?i:{words})\s+(?:[A-ZÀ-Ý][\w'’.-]*|(?:de|du|des|d'|et|and|avec|with|à|in|en|,|correspondante?|envoyée?|spéciale?)[\w'’]*|[,&])(?:[\s,]+(?:[A-ZÀ-Ý][\w'’.-]*|de|du|des|et|and|avec|with|à|in|en|la|le|van|von|el|al|correspondante?|envoyée?s?|spéciale?s?|,|&))*")


def _zone(notice: str) -> str:
    zones: dict[str, str] = word_list("datelines")["zones"]
    found = re.search(rf"\b({'|'.join(zones)})\b", notice)
    return zones[found[1]] if found else ""
