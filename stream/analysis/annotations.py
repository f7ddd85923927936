"""The Analysis that carries a story from step to step.

A step is a function `(Analysis, LanguagePack) -> Analysis`: it reads what earlier steps found and returns a copy with
its own part filled in. What the records publish stands in findings.py; what only later steps need stays here.
"""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec
from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from stream.analysis.findings import CodedEvent, Entity, Mention, Quote, Span, Time, Topic
from stream.language.words import Words, words_of
from stream.story import ProducedBy, Story


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph of the story, parsed by itself so that no sentence crosses a paragraph's end."""

    index: int
    start: int
    """Offset of its first character in Story.text."""
    doc: Doc
    headline: bool = False

    @property
    def words(self) -> Words:
        """Its tokens as plain lists."""
        return words_of(self.doc)

    @property
    def text(self) -> str:
        """Its words."""
        return words_of(self.doc).text

    def span(self, tokens: DocSpan | Token) -> Span:
        """The story span of a spaCy token or span of this paragraph."""
        first = tokens.idx if isinstance(tokens, Token) else tokens.start_char
        return Span(start=self.start + first, end=self.start + first + len(tokens.text), text=tokens.text)

    def words_from(self, first: int, end: int) -> Span:
        """The story span of tokens first to end (exclusive) of this paragraph."""
        words = self.words
        return self.chars(words.starts[first], words.end(end - 1))

    def chars(self, start: int, end: int) -> Span:
        """The story span of characters start to end (exclusive) of this paragraph."""
        return Span(start=self.start + start, end=self.start + end, text=self.text[start:end])


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """A story on its way through STEPS."""

    story: Story
    produced_by: ProducedBy = ProducedBy()
    """Versions of the language pack that worked on the story, where one did."""
    paragraphs: tuple[Paragraph, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    quotes: tuple[Quote, ...] = ()
    topics: tuple[Topic, ...] = ()
    events: tuple[CodedEvent, ...] = ()
    steps: dict[str, str] = msgspec.field(default_factory=dict)
    """Step → "ok", "no language pack", or the error."""

    def word_at(self, offset: int) -> tuple[Paragraph, int] | None:
        """Index of the token that holds the character at `offset` of the story, with its paragraph; None between paragraphs."""
        at = bisect_right(self.paragraphs, offset, key=_start) - 1
        if at < 0:
            return None
        paragraph = self.paragraphs[at]
        words, inside = paragraph.words, offset - paragraph.start
        if inside >= len(words.text):
            return None
        return paragraph, bisect_right(words.starts, inside) - 1

    def mentions(self) -> Iterator[tuple[Mention, Entity]]:
        """Every mention with its entity, in no particular order."""
        return ((mention, entity) for entity in self.entities for mention in entity.mentions)


def _start(paragraph: Paragraph) -> int:
    return paragraph.start
