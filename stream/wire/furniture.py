"""What stands among a story's lines and is no text of it: take keys, page headers, rules, notes to editors, end marks.

Wires of the teletype's time number their takes ("1ST LEAD", "3RD NET"), head their pages ("page 2/3"), part sections with
"___" and close with "MORE" or the agency's name in parentheses. AFP opens corrected stories with a line to editors that
ends in "///"; dpa closes with a notebook after "# Notebook", half of it not for publication.
"""

import re
from functools import cache

import msgspec

from stream.story import Link, clean
from stream.wire.dateline import known_agency
from stream.wire.lexicon import word_list

PAGE_WORDS = ("page", "pages", "seite", "p", "nnnn")
"""First words of page headers and of a telex's last line."""
_RULE = re.compile(
    r"[_*=~#+.\s–—-]+|\W*(?:pages?|seite|p\.)\s*\d{1,3}(?:\s*(?:/|sur|of|von|de)\s*\d{1,3})?\W*|ZCZC\S{0,12}|NNNN", re.IGNORECASE
)
_LONGEST_RULE = 100
_NOTE_END = "///"
_AGENCY_AT_END = re.compile(r"(?<=[.!?\"»”…])\s*\(?©?\s?\(?(?P<mark>[A-Za-z][A-Za-z .-]{1,18})\)\s*\.?\Z")
_AGENCY_ALONE = re.compile(r"[\W_]*(?P<mark>[A-Za-z][A-Za-z .-]{1,18}?)[\W_]*")
_SECTION = re.compile(r"#{1,3}\s+(\S.*)")
_STARS = re.compile(r"(?:\*\s*){3,}")
_MARKDOWN_LINK = re.compile(r"\[([^\]]{1,300})\]\((https?://[^\s)]{1,1000})\)")


class Notebook(msgspec.Struct, frozen=True, kw_only=True):
    """What a notebook behind the text says that is for the desk."""

    ednote: str | None = None
    links: tuple[Link, ...] = ()


def is_rule(line: str) -> bool:
    """Whether a line parts others and says nothing: "___", "* * *", the head of a page, a telex's NNNN."""
    return len(line) < _LONGEST_RULE and _RULE.fullmatch(line) is not None


def is_note(line: str) -> bool:
    """Whether a line speaks to editors as AFP marks it: "ATTENTION - ajoute des réactions ///"."""
    return line.endswith(_NOTE_END)


def take_key(line: str) -> str | None:
    """A line of nothing but take keys ("1ST LEAD", "(lead)"), without its parentheses."""
    line = clean(line)
    return line.strip(" ()=-.") if len(line) < 60 and _takes().fullmatch(line) else None


def is_version(key: str) -> bool:
    """Whether a take key counts versions (2ND LEAD), and is no other note (EXTRA, REFILE)."""
    words = set(re.findall(r"[^\W\d_]+", key.lower()))
    return not words.isdisjoint(word_list("signals")["takes"]["versions"])


def split_take(headline: str) -> tuple[str, str | None]:
    """Take a take key in parentheses off the start or end of a headline: "Le port rouvre (lead)"."""
    for found in (_take_at_end().search(headline), _take_at_start().match(headline)):
        if found and (rest := headline[: found.start()] + headline[found.end() :]).strip():
            return rest.strip(), found["take"]
    return headline, None


def split_end_mark(paragraph: str) -> tuple[str, str | None]:
    """Take an agency's mark or "(à suivre)" off the end of a last paragraph."""
    if found := _more_at_end().search(paragraph):
        return paragraph[: found.start()].rstrip(), found[0].strip()
    found = _AGENCY_AT_END.search(paragraph)
    if found and known_agency(found["mark"]):
        return paragraph[: found.start()].rstrip(), found[0].strip()
    return paragraph, None


def is_agency_mark(paragraph: str) -> bool:
    """Whether a paragraph is an agency's name between marks and nothing else: "(©NTB)", "==Kyodo", "(ANSA)."."""
    found = _AGENCY_ALONE.fullmatch(paragraph) if len(paragraph) < 30 else None
    return bool(found and known_agency(found["mark"]) and (found[0] != found["mark"]))


def split_notebook(lines: list[str]) -> tuple[list[str], Notebook]:
    """Part a notebook from the text before it: notes and links are kept, contacts and what is not for print are not.

    Args:
        lines: of the whole body. The last line, where the desk signs, stays with the text.
    """
    start = next((at for at, line in enumerate(lines) if line.startswith("#") and _is_notebook(line)), None)
    if start is None:
        return lines, Notebook()
    last = next((line for line in reversed(lines) if line.strip()), "")
    signed = [] if last.startswith(("#", "-", " ")) or len(last) > 60 else ["", last]
    section, notes, links = "", [], []
    for line in map(clean, lines[start : len(lines) - len(signed)]):
        if heading := _SECTION.fullmatch(line):
            section = heading[1].lower()
        elif _STARS.fullmatch(line):
            break
        elif found := _MARKDOWN_LINK.search(line):
            links.append(Link(rel="notebook", href=found[2], title=found[1]))
        elif line and any(word in section for word in word_list("signals")["notebook"]["notes"]):
            notes.append(line.lstrip("- "))
    return lines[:start] + signed, Notebook(ednote=" ".join(notes) or None, links=tuple(links))


def _is_notebook(line: str) -> bool:
    found = _SECTION.fullmatch(line.strip())
    return bool(found) and any(word in line.lower() for word in word_list("signals")["notebook"]["starts"])


def _alternatives(table: str, name: str) -> str:
    return "|".join(sorted(map(re.escape, word_list("signals")[table][name]), key=len, reverse=True))


@cache
def _takes() -> re.Pattern[str]:
    word = f"(?:{_alternatives('takes', 'versions')}|{_alternatives('takes', 'notes')})"
    number = r"\d{1,2}(?:st|nd|rd|th|er|e|ème|º|\.)?"
    return re.compile(rf"[\W_]*(?:{number}[\s-]*)?{word}(?:[\s,/-]+(?:{word}|{number}))*[\W_]*", re.IGNORECASE)


@cache
def _take_at_end() -> re.Pattern[str]:
    return re.compile(
        rf"\s*\((?P<take>[^()]{{0,12}}\b(?:{_alternatives('takes', 'versions')})\b[^()]{{0,12}})\)\s*\Z", re.IGNORECASE
    )


@cache
def _take_at_start() -> re.Pattern[str]:
    return re.compile(
        rf"\s*\((?P<take>[^()]{{0,12}}\b(?:{_alternatives('takes', 'versions')})\b[^()]{{0,12}})\)\s*", re.IGNORECASE
    )


@cache
def _more_at_end() -> re.Pattern[str]:
    return re.compile(rf"\s*\((?:{_alternatives('ends', 'more')})\)\s*\Z", re.IGNORECASE)
