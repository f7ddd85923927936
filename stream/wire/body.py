"""Markup of a story's body (HTML, XHTML, NITF) → paragraphs, and what the markup says of them.

A body is not "all `<p>`": agencies put text right into `<body>`, quotations into `<blockquote>`, crossheads into `<hl2>`,
lines after `<br/>`, and pictures with their captions, scripts and slug lists beside. Desks that wrap their text in a page
name the text's own element by class (`section.main`, `div.bodytext`).
"""

import re

import msgspec
from lxml import etree

from stream.errors import HostileStory
from stream.story import clean
from stream.wire.lexicon import word_list
from stream.wire.limits import keep_body_limits
from stream.wire.xmltree import Element, all_text, text_of

_ELEMENTS: dict[str, list[str]] = word_list("elements")["body"]
_BLOCKS = frozenset(_ELEMENTS["blocks"])
_DROPPED = frozenset(_ELEMENTS["dropped"])
_CELLS = frozenset(("td", "th"))
_MARKED = frozenset(("dateline", "byline"))
_TEXT_CLASSES = frozenset(("main", "bodytext"))
_TAG_IN_TEXT = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|d[ltd]|h[1-6r]|table|t[rdh]|t?body|section|article|html|blockquote|figure|figcaption"
    r"|img|font|pre|su[bp])\b[^<>]*>",
    re.I,
)
_COLUMNS = re.compile(r"\S {2,}\S")
_FEWEST_ROWS = 3
_HARD_WRAP = range(40, 101)
_SENTENCE_END = (".", "!", "?", ":", ";", '"', "»", "”", ")")


class Markup(msgspec.Struct, frozen=True, kw_only=True):
    """A body's paragraphs, one line each, and the marked parts that are not text."""

    paragraphs: tuple[str, ...] = ()
    headline: str | None = None
    """`hl1`, or the page's one `h1`."""
    dateline: str | None = None
    byline: str | None = None
    signoff: str | None = None


def has_markup(text: str) -> bool:
    """Whether text carries HTML tags."""
    return "<" in text and bool(_TAG_IN_TEXT.search(text))


def read_body(element: Element) -> Markup:
    """The body inside an XML element: NITF, XHTML, bare `<p>`, escaped HTML or plain lines."""
    if not len(element):
        return read_text(all_text(element))
    root = _text_root(element)
    paragraphs, marked = _walk(root)
    return Markup(
        paragraphs=tuple(paragraphs),
        headline=_first_text(element, ("hl1", "h1")),
        dateline=marked.get("dateline") or _first_text(element, ("dateline",)),
        byline=marked.get("byline") or _first_text(element, ("byline",)),
        signoff=_first_text(element, ("tagline",)),
    )


def read_text(text: str) -> Markup:
    """A body in a string: HTML where it has tags, else lines."""
    if has_markup(text):
        return read_html(text)
    return Markup(paragraphs=tuple(split_lines(text)))


def read_html(text: str) -> Markup:
    """A body as an HTML string, however broken.

    Raises:
        HostileStory: nested deeper than 256 elements.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(f"<div>{text}</div>".encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise HostileStory("HTML body nested too deep", limit="depth")
    return Markup() if root is None else read_body(root)


def split_lines(text: str) -> list[str]:
    """Paragraphs of plain text: blank lines and indents part them, else each line is one, unless a machine wrapped them."""
    keep_body_limits(text)
    paragraphs: list[str] = []
    group: list[str] = []
    for line in [*text.split("\n"), ""]:
        indented = line[:2] in ("  ", "\u3000") or line[:1] == "\t"
        if group and (indented or not line.strip()):
            paragraphs += _unwrap(group)
            group = []
        if line.strip():
            group.append(clean(line))
    return [paragraph for paragraph in paragraphs if paragraph]


def _unwrap(lines: list[str]) -> list[str]:
    """Join lines of nearly one length that mostly end inside a sentence."""
    full = lines[:-1]
    if not full or any(len(line) not in _HARD_WRAP for line in full) or len(lines[-1]) > max(map(len, full)) + 10:
        return lines
    if min(map(len, full)) < 0.6 * max(map(len, full)) or 2 * sum(line.endswith(_SENTENCE_END) for line in full) > len(full):
        return lines
    return [" ".join(lines)]


def _text_root(element: Element) -> Element:
    """The element that holds the text and nothing else, where the markup names one."""
    content = next(element.iter("body.content"), None)
    if content is not None:
        return content
    named = [
        found for found in element.iter("section", "div") if not _TEXT_CLASSES.isdisjoint((found.get("class") or "").split())
    ]
    return named[0] if len(named) == 1 else element


def _first_text(element: Element, tags: tuple[str, ...]) -> str | None:
    return next((text for found in element.iter(*tags) if (text := text_of(found))), None)


def _walk(root: Element) -> tuple[list[str], dict[str, str]]:
    """Paragraphs under `root` in order, and the text of marked spans (dateline, byline)."""
    walk = _Walk()
    walk.inside(root, root.tag.lower() if isinstance(root.tag, str) else "")
    walk.flush()
    return walk.paragraphs, walk.marked


class _Walk:
    """The state of one walk through a body: what is gathered, and the paragraph that is open."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.marked: dict[str, str] = {}
        self._parts: list[str] = []

    def inside(self, element: Element, tag: str) -> None:
        """Gather an element's text, and its children's; libxml2 has bounded the depth to 256."""
        is_block = tag in _BLOCKS
        if is_block and self._parts:
            self.flush()
        elif tag in _CELLS:
            self._parts.append(" ")
        if (text := element.text) and (self._parts or not text.isspace()):
            self._text(text, tag)
        for child in element:
            if child.tag == "p" and not len(child) and not child.get("class"):
                self._plain_paragraph(child)
            else:
                self._child(child)
        if is_block and self._parts:
            self.flush()

    def flush(self) -> None:
        """Close the open paragraph."""
        if self._parts:
            text = "".join(self._parts)
            if text.count("\n") >= _FEWEST_ROWS:
                self.paragraphs += _table_or_paragraph(text)
            elif line := clean(text):
                self.paragraphs.append(line)
            self._parts.clear()

    def _plain_paragraph(self, child: Element) -> None:
        """A `p` of text alone, as nearly all are: what `_child` would do, in a third of its time."""
        if self._parts:
            self.flush()
        text = child.text
        if text and text.count("\n") < _FEWEST_ROWS:
            if line := clean(text):
                self.paragraphs.append(line)
        elif text:
            self.paragraphs += _table_or_paragraph(text)
        if (tail := child.tail) and not tail.isspace():
            self._parts.append(tail)

    def _child(self, child: Element) -> None:
        tag = child.tag.lower() if isinstance(child.tag, str) else ""
        classes = child.get("class")
        if (tag in _MARKED or classes) and (mark := _mark_of(tag, classes)):
            self.marked.setdefault(mark, text_of(child) or "")
        elif tag not in _DROPPED:
            self.inside(child, tag)
        if (tail := child.tail) and (self._parts or not tail.isspace()):
            self._parts.append(tail)

    def _text(self, text: str, tag: str) -> None:
        """An element's own first text; in `pre` each line is a paragraph."""
        if tag == "pre":
            *whole, text = text.split("\n")
            for line in whole:
                self._parts.append(line)
                self.flush()
        self._parts.append(text)


def _mark_of(tag: str, classes: str | None) -> str | None:
    if tag in _MARKED:
        return tag
    return next((name for name in (classes or "").lower().split() if name in _MARKED), None)


def _table_or_paragraph(text: str) -> list[str]:
    """One paragraph, or the lines of a table that is set in columns of spaces inside a paragraph."""
    keep_body_limits(text)
    lines = text.split("\n")
    rows = sum(bool(_COLUMNS.search(line)) for line in lines)
    found = lines if rows >= _FEWEST_ROWS and 3 * rows >= len(lines) else [text]
    return [line for line in map(clean, found) if line]
