"""The dates and events of one story, and how each stands to each: what the dating model's features are read from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.dating_words import Link, Word, link, read, tense
from stream.analysis.findings import Time
from stream.analysis.ties import Site

Distance = tuple[int, int]
FAR: Distance = (99, 0)
"""Farther than any word of a story."""
TO_THE_RIGHT = 12
"""Words after an expression among which the next verb is looked for."""


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """An expression of time and what stands around it."""

    time: Time
    number: int
    """Which expression of the story, counted from 0."""
    rank: int
    """Which expression of its paragraph, counted from 0."""
    word: Word
    """The word of the expression that hangs on the rest of the sentence."""
    before: str
    """The word before the expression, in lower case; empty where it opens the paragraph."""
    governor_tense: str
    """Tense of what the expression hangs on."""
    left: int | None
    """The next verb to the left in the sentence."""
    right: int | None
    """The next verb to the right, among the next TO_THE_RIGHT words."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of one expression of time: a candidate for an event's date."""

    expression: Expression
    value: str
    reading: str
    """`back` and `ahead` of what can point both ways, `start` and `end` of an interval, else `single`."""
    age: str
    """How far from publication, in steps as wide as the date is precise."""
    kind: str
    """How precise the date is, and whether it is told in figures."""

    @property
    def number(self) -> int:
        """Which expression of the story."""
        return self.expression.number


class Rivals(msgspec.Struct, frozen=True, kw_only=True):
    """What the story's other choices are to one of them."""

    numbers: frozenset[int]
    """Expressions that tell other dates only."""
    same: int
    """How many expressions tell this date."""
    finer: bool
    """Whether another choice is a part of this date, as a day is of its month."""
    coarser: bool
    """Whether this date is a part of another choice."""


class Datable(msgspec.Struct, frozen=True, kw_only=True):
    """An event to be dated."""

    triggers: Sequence[Site]
    """Its words, in text order; at least one."""
    type: str
    status: str


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All choices and events of a story."""

    expressions: Sequence[Expression]
    choices: Sequence[Choice]
    rivals: Sequence[Rivals]
    """Of each choice."""
    events: Sequence[Datable]
    triggers: Sequence[Sequence[Word]]
    """Of each event."""
    owners: Mapping[tuple[int, int], int]
    """Paragraph and token of each trigger → its event."""
    links: Sequence[Sequence[Link]]
    """Of each event, by number of the expression: to its nearest trigger."""
    nearest: Sequence[Sequence[tuple[Distance, int]]]
    """Of each expression: the two nearest events and how far they are."""


def timeline_of(analysis: Analysis, events: Sequence[Datable]) -> Timeline:
    """Read the expressions and events of a story."""
    expressions = tuple(expressions_of(analysis))
    found = tuple(choices(expressions, analysis.story.published))
    triggers = [[read(site) for site in event.triggers] for event in events]
    links = [[min((link(one.word, word) for word in words), key=_distance) for one in expressions] for words in triggers]
    return Timeline(
        expressions=expressions,
        choices=found,
        rivals=[_rivals(choice, found) for choice in found],
        events=events,
        triggers=triggers,
        owners={(word.paragraph, word.at): number for number, words in enumerate(triggers) for word in words},
        links=links,
        nearest=[sorted((own[at].distance, number) for number, own in enumerate(links))[:2] for at in range(len(expressions))],
    )


def _distance(to: Link) -> Distance:
    return to.distance


def _rivals(choice: Choice, choices: Sequence[Choice]) -> Rivals:
    value, precision = choice.value, len(choice.value)
    others = [other for other in choices if other.value != value]
    return Rivals(
        numbers=frozenset(other.number for other in others) - {choice.number},
        same=len({other.number for other in choices if other.value == value}),
        finer=any(len(other.value) > precision and other.value.startswith(value) for other in others),
        coarser=any(len(other.value) < precision and value.startswith(other.value) for other in others),
    )


def choices(expressions: Iterable[Expression], published: str | None) -> Iterator[Choice]:
    """All candidates of a story, in text order."""
    for expression in expressions:
        time = expression.time
        for value, reading in _readings(time, published):
            yield Choice(
                expression=expression,
                value=value,
                reading=reading,
                age=_age(value, published),
                kind=_kind(value, time.text),
            )


def expressions_of(analysis: Analysis) -> Iterator[Expression]:
    """All expressions of time that have a value, in text order."""
    number, ranks = 0, Counter[int]()
    for time in analysis.times:
        found = analysis.word_at(time.start)
        if time.value is not None and found is not None:
            paragraph, first = found
            yield _expression(time, paragraph, first, number=number, rank=ranks[paragraph.index])
            ranks[paragraph.index] += 1
            number += 1


def _expression(time: Time, paragraph: Paragraph, first: int, *, number: int, rank: int) -> Expression:
    words = paragraph.words
    root = _root(words.heads, first, words.starts, time.end - paragraph.start)
    before = range(root - 1, words.sentences[root] - 1, -1)
    behind = range(root + 1, min(len(words), root + TO_THE_RIGHT))
    return Expression(
        time=time,
        number=number,
        rank=rank,
        word=read(Site(paragraph, paragraph.doc[root])),
        before=words.forms[first - 1] if first else "",
        governor_tense=tense(words, words.heads[root]),
        left=next((at for at in before if words.pos[at] == "VERB"), None),
        right=next((at for at in behind if words.pos[at] == "VERB"), None),
    )


def _root(heads: Sequence[int], first: int, starts: Sequence[int], end: int) -> int:
    """The token of an expression whose governor stands outside it."""
    last = first
    while last + 1 < len(starts) and starts[last + 1] < end:
        last += 1
    return next((at for at in range(first, last + 1) if not first <= heads[at] <= last or heads[at] == at), first)


def _readings(time: Time, published: str | None) -> Iterator[tuple[str, str]]:
    value = time.value or ""
    double = time.later not in (None, value)
    yield value, "back" if double else "single"
    if double:
        yield str(time.later), "ahead"
    start, _, end = value.partition("/")
    if end:
        yield start, "start"
        if end != (published or "")[: len(end)]:
            yield end, "end"


def _kind(value: str, words: str) -> str:
    precision = "span" if "/" in value else {4: "year", 7: "month", 10: "day"}.get(len(value), "other")
    return f"{precision}-{'figures' if any(c.isdigit() for c in words) else 'words'}"


def _age(value: str, published: str | None) -> str:
    first = value.partition("/")[0]
    if not published or not first[:4].isdigit():
        return "unknown"
    now = date.fromisoformat(published[:10])
    years = int(first[:4]) - now.year
    if len(first) == len("YYYY"):
        return f"year{max(-3, min(2, years))}"
    if len(first) == len("YYYY-MM"):
        return f"month{max(-4, min(4, years * 12 + int(first[5:7]) - now.month))}"
    days = (date.fromisoformat(first) - now).days
    side = "on" if not days else "after" if days > 0 else "before"
    return side + step(abs(days), (1, 3, 7, 14, 31, 92, 366))


def step(number: int, limits: Sequence[int]) -> str:
    """The first limit that is not passed, or `far`."""
    return next((str(limit) for limit in limits if number <= limit), "far")
