"""What a desk says about its own story: that it is dead, held or embargoed, how urgent it is, who signed it off.

Such words count in a note to editors, in a slug or header, and on a line of their own; never in prose, where people kill
and cars hold the road. A single word (KILL, HOLD) counts only in capitals.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from stream.story import Status, clean
from stream.wire import furniture
from stream.wire.dateline import find_day
from stream.wire.lexicon import word_list
from stream.wire.times import iso_time, latest_reading

_DECORATION = " \t*+-–—_=#!.:;()[]<>\"'«»"
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:\s?h\s?|[:.])(\d{2})?\b|\b(\d{2})(\d{2})(?=\s*(?:GMT|UTC|TU|Z)\b)|\b(\d{1,2})(?=\s*(?:GMT|UTC|TU)\b)"
)
_LONGEST_NOTE = 5_000
LONGEST_NOTICE = 300
"""Characters of a line that may be a notice; longer ones are paragraphs of text."""
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_HEADER_START = re.compile(r"[\s*(\[]*([A-ZÀ-Ý][A-ZÀ-Ý ]{2,40}?)[\s)\]*]*[:/*–—-]")
_HEADER_END = re.compile(r"[/*(–—-]\s*([A-ZÀ-Ý][A-ZÀ-Ý ]{2,40})\W*\Z")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?")
_INITIALS = r"[A-Za-z]{1,6}\d?(?:-[A-Za-z]{1,6}\d?)*"
_INITIALS_IN_ROW = re.compile(rf"{_INITIALS}(?:\s?/{{1,2}}\s?{_INITIALS})+")  # asl/tib/pid, bur-dar-gl/fz, MA // EA
_SIGNOFFS = re.compile(
    rf"{_INITIALS_IN_ROW.pattern}"
    rf"|\(\s*[A-Z]{{2,6}}\s?\\?/\s?{_INITIALS}\s*\)"  # (SDA\/sj)
    r"|(?:dpa|apa|sda|ats|AAP|AAP RTV)(?:[ -][a-z0-9/]{1,8}){1,6}"
    r"|[a-z]{2,4}"
)
_SIGNOFF_AT_END = re.compile(r"(?<=[.!?\"»)”…]) ([a-z]{2,4}(?:-[a-z]{2,4})*(?:/[a-z]{2,4}(?:-[a-z]{2,4})*)+)\Z")


def status_of(word: str | None) -> Status | None:
    """What a status field says; None for usable and for words unknown."""
    return _first_match(word_list("signals")["status"], lambda words: (word or "").strip().lower() in words)


def is_embargo_status(word: str | None) -> bool:
    """Whether a status field says that an embargo is on."""
    return (word or "").strip().lower() in word_list("signals")["status"]["embargoed"]


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
    if len(header) > 300:
        return None
    marks = (_HEADER_START.match(header), _HEADER_END.search(header))
    return line_status(header) or next((status for mark in marks if mark and (status := line_status(mark[1]))), None)


def note_status(note: str | None) -> Status | None:
    """What a note to editors says, in any sentence of it."""
    note = clean((note or "")[:_LONGEST_NOTE])
    if not note:
        return None
    sentences = re.split(r"(?<=[.!?;:])\s+|\n", note)
    if status := next((s for s in map(line_status, sentences) if s), None):
        return status
    return _first_match(word_list("signals")["notes"], lambda phrases: any(phrase in note.lower() for phrase in phrases))


def is_notice(line: str) -> bool:
    """Whether a line of a body speaks to editors, of a kill, a hold, an embargo or changes, and is no text."""
    return may_be_aside(line) and (furniture.is_note(line) or line_status(line) is not None or is_embargo_line(line))


def may_be_aside(line: str) -> bool:
    """Whether a line may be a notice or a rule at all: a look at its ends, which tells nearly all paragraphs to be text."""
    return _opens_aside(line.partition(" ")[0]) or line.endswith("///")


@lru_cache(maxsize=4_096)
def _opens_aside(word: str) -> bool:
    """Of a line's first word; a few hundred words open nearly all lines."""
    bare = word.strip(_DECORATION).lower()
    return not bare or bare in _first_words() or bare.startswith("zczc")


def is_embargo_line(line: str) -> bool:
    """Whether a line of a body declares an embargo: it starts with the word, and is short and no sentence."""
    return len(line) <= 120 and not line.endswith(".") and line[:1] not in '"«' and is_embargo_note(line)


def is_embargo_note(note: str) -> bool:
    """Whether a note to editors declares an embargo."""
    return bool(_embargo_start().match(clean(note[:_LONGEST_NOTE])))


def embargo_time(notice: str) -> str | None:
    """When an embargo stated in words ends, in its latest reading; None when the words name no full day."""
    notice = clean(notice[:_LONGEST_NOTE])
    if found := _ISO_TIME.search(notice):
        return latest_reading(found[0])
    day = find_day(notice)
    if day is None or day.edtf.startswith("XXXX"):
        return None
    clock = None if _HALF_DAY.search(notice) else _CLOCK.search(notice[: day.start] + " " + notice[day.end :])
    if not clock:
        return latest_reading(day.edtf)
    hour, minute = clock[1] or clock[3] or clock[5], clock[2] or clock[4] or "00"
    time = iso_time(f"{day.edtf}T{hour:0>2}:{minute}{_zone(notice)}")
    return latest_reading(time or day.edtf)


def urgency_mark(line: str) -> int | None:
    """The urgency that a first line states which is FLASH, ALERTE, URGENT and nothing else."""
    urgency: dict[str, int] = word_list("signals")["urgency"]
    return urgency.get(clean(line).strip(_DECORATION))


def is_byline(line: str) -> bool:
    """Whether a short line names authors: "Par Jeanne MARTIN", "De notre correspondant à Moscou"."""
    line = clean(line)
    found = _byline().match(line)
    if not found or len(line) > 90 or line[-1] in ".!?:":
        return False
    names = line[found.end() :].split(" ")
    capitals = sum(name[:1].isupper() for name in names)
    return " " in found[1] or (names[0][:1].isupper() and 2 * capitals >= len(names))


def is_signoff(paragraph: str, *, alone: bool = False, headed: bool = True) -> bool:
    """Whether a story's last paragraph is desk initials or an end mark.

    Args:
        alone: it is all that the body has; then only initials in slashes, below a headline, are no text.
    """
    paragraph = clean(paragraph)
    if len(paragraph) > 60:
        return False
    if alone:
        return headed and bool(_INITIALS_IN_ROW.fullmatch(paragraph))
    ends = word_list("signals")["ends"]
    bare = paragraph.strip(_DECORATION + "/…").lower()
    return (
        bool(_SIGNOFFS.fullmatch(paragraph))
        or bare in ends["words"]
        or bare in ends["more"]
        or furniture.is_agency_mark(paragraph)
    )


def is_initials(line: str) -> bool:
    """Whether an end is desk initials in a row (asl/tib, MA // EA), which say more than an end mark."""
    return bool(_INITIALS_IN_ROW.fullmatch(line))


def split_signoff(paragraph: str) -> tuple[str, str | None]:
    """Take desk initials off the end of a last paragraph."""
    found = _SIGNOFF_AT_END.search(paragraph, max(0, len(paragraph) - 80))
    return (paragraph[: found.start()], found[1]) if found else (paragraph, None)


def _first_match(table: dict[str, list[str]], matches: Callable[[list[str]], bool]) -> Status | None:
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
def _first_words() -> frozenset[str]:
    """First words of notices on a line of their own, lower case."""
    table = word_list("signals")["embargo"]
    starts = (*_line_notices(), *table["words"], *table["before"], *furniture.PAGE_WORDS)
    return frozenset(start.partition(" ")[0].lower() for start in starts)


@cache
def _embargo_start() -> re.Pattern[str]:
    table = word_list("signals")["embargo"]
    before, words, prose = ("|".join(table[name]) for name in ("before", "words", "prose"))
    return re.compile(rf"[\W_]*(?:(?:{before})[\s:,]+)*(?:{words})\b(?!\s+(?:{prose})\b)", re.IGNORECASE)


@cache
def _byline() -> re.Pattern[str]:
    words = sorted(word_list("signals")["byline"]["words"], key=len, reverse=True)
    return re.compile(rf"({'|'.join(words)})\s+", re.IGNORECASE)


def _zone(notice: str) -> str:
    zones: dict[str, str] = word_list("datelines")["zones"]
    found = re.search(rf"\b({'|'.join(zones)})\b", notice)
    return zones[found[1]] if found else ""
