"""Noun phrases and the entities they name: by their own name, a name in apposition, or the author of a document."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Paragraph
from stream.analysis.findings import Entity, Mention
from stream.language.speech import SpeechLexicon

_LONG_PHRASE = 14
"""Tokens between a noun and the name or the author that belongs to it."""
_NAMING = frozenset({"NOUN", "ADJ", "PROPN", "X"})
_ENDS = frozenset({"VERB", "AUX", "PUNCT", "SCONJ", "PRON"})
_SENT = 3
"""Tokens before a name that may hold "de", "par" or "à"."""


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase: tokens `start` to `end` (exclusive) of its paragraph around its head."""

    paragraph: Paragraph
    start: int
    head: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.paragraph.doc[self.start : self.end].text

    @property
    def noun(self) -> str:
        """Its head, in lower case."""
        return self.paragraph.doc[self.head].lower_

    @property
    def place(self) -> int:
        """Where it starts in the story."""
        return self.paragraph.start + self.paragraph.doc[self.start].idx


class Mentions:
    """All mentions of a story's entities, by place."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.all = sorted(((m, e) for e in entities for m in e.mentions), key=lambda pair: pair[0].start)
        self._starts = [mention.start for mention, _ in self.all]
        self._tokens: dict[int, list[tuple[range, Mention, Entity]]] = {}

    def at(self, paragraph: Paragraph, token: Token) -> tuple[Mention, Entity] | None:
        """The mention that covers a token."""
        place = paragraph.start + token.idx
        k = bisect_right(self._starts, place) - 1
        return self.all[k] if k >= 0 and self.all[k][0].end > place else None

    def between(self, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """Mentions that start from `start` to before `end`."""
        return self.all[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end - 1)]

    def before(self, place: int) -> list[tuple[Mention, Entity]]:
        """Mentions that start at a place or before it."""
        return self.all[: bisect_right(self._starts, place)]

    def of(self, paragraph: Paragraph) -> list[tuple[range, Mention, Entity]]:
        """Mentions of a paragraph with their tokens."""
        if paragraph.index not in self._tokens:
            self._tokens[paragraph.index] = list(self._in(paragraph))
        return self._tokens[paragraph.index]

    def _in(self, paragraph: Paragraph) -> Iterator[tuple[range, Mention, Entity]]:
        words = paragraph.words
        for mention, entity in self.between(paragraph.start, paragraph.start + len(words.text)):
            yield words.touching(mention.start - paragraph.start, mention.end - paragraph.start), mention, entity

    def names(self, paragraph: Paragraph) -> list[int]:
        """Token → ordinal of the mention it belongs to, 0 for none."""
        out = [0] * len(paragraph.words)
        for ordinal, (tokens, _, _) in enumerate(self.of(paragraph), 1):
            out[tokens.start : tokens.stop] = [ordinal] * len(tokens)
        return out


class Naming:
    """Finds noun phrases and what they name."""

    def __init__(self, mentions: Mentions, lexicon: SpeechLexicon) -> None:
        self._mentions, self._lexicon = mentions, lexicon
        self._of = lexicon.grammar.of

    def phrase(self, paragraph: Paragraph, head: Token) -> Phrase:
        """The noun phrase around its head: determiner and adjectives before; adjectives, names and complements behind."""
        doc, start, end = paragraph.doc, head.i, head.i + 1
        while start and doc[start - 1].pos_ in ("DET", "ADJ", "NUM"):
            start -= 1
            if doc[start].pos_ == "DET":
                break
        while end < len(doc) and self._continues(paragraph, end):
            end += 1
        while end - 1 > head.i and doc[end - 1].pos_ in ("DET", "ADP"):
            end -= 1
        return Phrase(paragraph=paragraph, start=start, head=head.i, end=end)

    def _continues(self, paragraph: Paragraph, at: int) -> bool:
        token, before = paragraph.doc[at], paragraph.doc[at - 1]
        pair = self._mentions.at(paragraph, token)
        if pair and (paragraph.start + token.idx > pair[0].start or before.pos_ in _NAMING):
            return True
        if token.lower_ in self._of or token.lower_ == "-":
            return True
        if token.pos_ == "DET":
            return before.lower_ in self._of
        if token.pos_ == "NOUN":
            return before.pos_ in ("ADP", "DET", "ADJ") and before.lower_ != "-"
        return token.pos_ in ("ADJ", "PROPN", "X")

    def named(self, phrase: Phrase) -> Entity | None:
        """The entity that a phrase names: its head's, a person's in apposition, the author's of a document."""
        doc = phrase.paragraph.doc
        own = self._mentions.at(phrase.paragraph, doc[phrase.head])
        if own:
            return own[1]
        found = self._person_within(phrase) or self._author(phrase) or self._apposed(phrase) or self._apposed_to(phrase)
        if found is None and phrase.head + 1 < phrase.end:
            pair = self._mentions.at(phrase.paragraph, doc[phrase.head + 1])
            return pair[1] if pair and pair[1].type == "ORG" else None
        return found

    def _person_within(self, phrase: Phrase) -> Entity | None:
        """ "le ministre français Jean-Yves Le Drian"."""
        doc = phrase.paragraph.doc
        for k in range(phrase.head + 1, phrase.end):
            pair = self._mentions.at(phrase.paragraph, doc[k])
            begins = pair is not None and pair[0].start == phrase.paragraph.start + doc[k].idx
            if pair and pair[1].type == "PER" and begins and doc[k - 1].pos_ not in ("ADP", "DET"):
                return pair[1]
        return None

    def _apposed(self, phrase: Phrase) -> Entity | None:
        """The person named further on: "le patron de Renault, Jean-Dominique Senard", "le directeur (DGS) Jérôme Salomon"."""
        doc, comma, inside = phrase.paragraph.doc, False, False
        for k in range(phrase.end, min(phrase.end + _LONG_PHRASE, len(doc))):
            text = doc[k].text
            inside = text == "(" or (inside and text != ")")
            if inside or text == ")":
                continue
            pair = self._mentions.at(phrase.paragraph, doc[k])
            if pair and pair[1].type == "PER" and doc[k - 1].pos_ not in ("ADP", "CCONJ"):
                return pair[1]
            if text == "," and not comma:
                comma = True
            elif doc[k].pos_ in _ENDS or (comma and not self._introduces(doc[k])):
                return None
        return None

    def _introduces(self, token: Token) -> bool:
        """Whether a word may stand between a comma and a name: "un élu, le docteur Paul Martin"."""
        return token.pos_ == "DET" or bool(self._lexicon.title(token.text)) or "person" in self._lexicon.noun_kinds(token.lower_)

    def _apposed_to(self, phrase: Phrase) -> Entity | None:
        """The person before a comma: "Claire Martin, une élue du parti, qui juge"."""
        doc, start = phrase.paragraph.doc, phrase.start
        pair = self._mentions.at(phrase.paragraph, doc[start - 2]) if start > 1 and doc[start - 1].text == "," else None
        return pair[1] if pair and pair[1].type == "PER" else None

    def _author(self, phrase: Phrase) -> Entity | None:
        """Who wrote a document: "un communiqué du groupe Alto", "une note publiée par Alto", and not "envoyé à Alto"."""
        doc = phrase.paragraph.doc
        if "document" not in self._lexicon.noun_kinds(phrase.noun):
            return None
        for k in range(phrase.head + 1, min(phrase.head + _LONG_PHRASE, len(doc))):
            if doc[k].text in (",", '"', "."):
                return None
            pair = self._mentions.at(phrase.paragraph, doc[k])
            if pair and pair[1].type in ("ORG", "PER"):
                return pair[1] if self._wrote(doc[k]) else None
        return None

    def _wrote(self, token: Token) -> bool:
        grammar = self._lexicon.grammar
        before = {token.doc[k].lower_ for k in range(max(0, token.i - _SENT), token.i)}
        return bool((grammar.of | grammar.by) & before) and not grammar.to & before
