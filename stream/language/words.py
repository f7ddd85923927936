"""A paragraph's tokens as plain lists, by token index: what the steps read in place of spaCy's Token objects.

Asking a Token costs 0.3 µs for a string, 1 for its children and 3 for its sentence, and the steps ask some fifty times a
word. Here all of it is read at once, in one array a paragraph: 1.4 µs a token.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import add
from typing import TypeVar

import numpy as np
from spacy.strings import StringStore
from spacy.tokens import Doc

_COLUMNS: list[int | str] = ["ORTH", "LEMMA", "MORPH", "POS", "DEP", "LENGTH", "SPACY", "SENT_START", "HEAD"]
_NUMBERS = _COLUMNS.index("LENGTH")
"""Here the columns of numbers begin, behind those of hashes."""
_KEY = "words"
_MOST_KEPT = 500_000
"""Strings kept by their hash before they are read anew: the words of some 10,000 stories."""

Value = TypeVar("Value")
Morphology = Mapping[str, tuple[str, ...]]
"""Feature → values, as Universal Dependencies name them: `{"Number": ("Plur",)}`."""


class Words:
    """The tokens of one paragraph. Every list has an item a token; a token is told by its index in the paragraph."""

    __slots__ = (
        "_morphs",
        "_store",
        "children",
        "deps",
        "forms",
        "heads",
        "lemmas",
        "orths",
        "pos",
        "sentences",
        "starts",
        "tenses",
        "text",
        "texts",
    )

    def __init__(self, doc: Doc) -> None:
        """Read a parsed paragraph; `words_of` does so only once."""
        table = doc.to_array(_COLUMNS)
        hashes, lemmas, self._morphs, pos, deps = table[:, :_NUMBERS].T.tolist()
        # HEAD is the way to the governor, forth or back, and SENT_START -1 within a sentence.
        lengths, spaces, opens, ways = table[:, _NUMBERS:].view(np.int64).T.tolist()
        self._store: StringStore = doc.vocab.strings
        self.text: str = doc.text
        """The paragraph's, which spaCy joins anew each time it is asked for."""
        self.orths: list[int] = hashes
        """Hashes of the words as written."""
        self.texts: list[str] = _TEXTS.read(hashes, self._store)
        self.forms: list[str] = _FORMS.read(hashes, self._store)
        """In lower case."""
        named = _FORMS.read(lemmas, self._store)
        self.lemmas: list[str] = [lemma or form for lemma, form in zip(named, self.forms, strict=True)]
        """In lower case; the form where the model has none."""
        self.pos: list[str] = _TEXTS.read(pos, self._store)
        self.deps: list[str] = _TEXTS.read(deps, self._store)
        self.heads: list[int] = [at + way for at, way in enumerate(ways)]
        """Its governor in the parse; a sentence's root is its own."""
        self.children: list[Sequence[int]] = _children(self.heads)
        """Its dependents, in text order."""
        self.tenses: dict[int, str] = {}
        """Of some tokens, the tense of their clause, kept here by who finds it."""
        self.starts: list[int] = list(accumulate(map(add, lengths, spaces), initial=0))[:-1]
        """Its first character in the paragraph."""
        self.sentences: list[int] = list(accumulate((at if opening == 1 else 0 for at, opening in enumerate(opens)), max))
        """The first token of its sentence."""

    def __len__(self) -> int:
        return len(self.heads)

    def above(self, at: int) -> Iterator[int]:
        """The governors of a token, the nearest first."""
        heads = self.heads
        while (head := heads[at]) != at:
            yield head
            at = head

    def below(self, at: int) -> list[int]:
        """A token and all that it governs."""
        found = [at]
        for token in found:
            found += self.children[token]
        return found

    def sentence(self, at: int) -> range:
        """The tokens of a token's sentence."""
        start, end = self.sentences[at], at + 1
        while end < len(self.sentences) and self.sentences[end] == start:
            end += 1
        return range(start, end)

    def end(self, at: int) -> int:
        """Behind its last character in the paragraph."""
        return self.starts[at] + len(self.texts[at])

    def root(self, tokens: Sequence[int]) -> int:
        """The one of some tokens that has fewest governors; the first among equals."""
        return tokens[0] if len(tokens) == 1 else min(tokens, key=lambda at: sum(1 for _ in self.above(at)))

    def within(self, start: int, end: int) -> range:
        """The tokens that lie wholly within characters `start` to `end` (exclusive) of the paragraph."""
        first, stop = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if stop and self.end(stop - 1) > end:
            stop -= 1
        return range(first, stop)

    def touching(self, start: int, end: int) -> range:
        """The tokens that hold any of the characters `start` to `end` (exclusive), of which there is one at least."""
        return range(max(0, bisect_right(self.starts, start) - 1), bisect_left(self.starts, end))

    def morph(self, at: int) -> Morphology:
        """A token's morphology."""
        return _MORPHOLOGIES.read([self._morphs[at]], self._store)[0]

    def case(self, at: int) -> str:
        """Lemma of the preposition before the head of a noun phrase; empty where there is none."""
        return next((self.lemmas[child] for child in self.children[at] if self.deps[child] == "case"), "")


def words_of(doc: Doc) -> Words:
    """The words of a paragraph, read when first asked for and kept with it."""
    found = doc.user_data.get(_KEY)
    if found is None:
        found = doc.user_data[_KEY] = Words(doc)
    words: Words = found
    return words


def _children(heads: Sequence[int]) -> list[Sequence[int]]:
    found: list[list[int] | tuple[()]] = [()] * len(heads)
    for at, head in enumerate(heads):
        if head != at:
            if own := found[head]:
                own.append(at)
            else:
                found[head] = [at]
    return list(found)


class _Kept(dict[int, Value]):
    """What spaCy's strings mean to us, by their hash: a look-up here costs a fifth of one in spaCy's store."""

    def __init__(self, change: Callable[[str], Value]) -> None:
        super().__init__()
        self._change = change
        self._store = StringStore()

    def read(self, hashes: Sequence[int], store: StringStore) -> list[Value]:
        """The value of each hash."""
        if len(self) > _MOST_KEPT:
            self.clear()
        self._store = store
        return list(map(self.__getitem__, hashes))

    def __missing__(self, number: int) -> Value:
        value = self[number] = self._change(self._store[number])
        return value


def _morphology(written: str) -> Morphology:
    """`Number=Plur|VerbForm=Part`, read."""
    pairs = (pair.partition("=") for pair in written.split("|") if "=" in pair)
    return {name: tuple(values.split(",")) for name, _, values in pairs}


_TEXTS, _FORMS, _MORPHOLOGIES = _Kept(str), _Kept(str.lower), _Kept(_morphology)
