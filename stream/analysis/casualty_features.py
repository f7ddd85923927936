"""What the casualty model sees of a number of victims and an event: the words that count, and how they tie to the event.

A count pairs a number with a word of loss ("mort", "blessé") of its sentence; a word of loss without a number stands for one
victim ("la mort d'un homme", "le policier tué"). The model, not a rule, tells "douze morts" from "douze ans" and the toll of
this event from another's.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from spacy.tokens import Span, Token

from stream.analysis.annotations import Paragraph
from stream.analysis.ties import Site, distance, lemma, nearest, place, shape, tense_of, tie
from stream.language.losses import Loss, NumberFinder

KINDS: tuple[Loss, ...] = ("killed", "injured")
REACH = 14
"""Tokens between a number and its word of loss: in the annotated stories 98 % of the pairs are nearer."""


class Count(msgspec.Struct, frozen=True):
    """A number of victims at a word of loss."""

    kind: Loss
    value: int
    loss: Site
    number: Token | None
    """Where the number stands; None where one victim is implied."""


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """The event whose victims are counted, and what else the story holds."""

    triggers: Sequence[Site]
    """The event's words; at least one."""
    others: Sequence[Site] = ()
    """The words of the story's other events."""
    type: str
    counts: Sequence[Count]


def find_counts(paragraphs: Sequence[Paragraph], losses: Mapping[str, Loss], numbers: NumberFinder) -> tuple[Count, ...]:
    """All counts of a story.

    Args:
        paragraphs: the story's.
        losses: word form in lower case → kind.
        numbers: finds (start, end, value) of the numbers in a text.
    """
    return tuple(count for paragraph in paragraphs for count in _in_paragraph(paragraph, losses, numbers))


def _in_paragraph(paragraph: Paragraph, losses: Mapping[str, Loss], numbers: NumberFinder) -> Iterator[Count]:
    words = [(token, losses[token.lower_]) for token in paragraph.doc if token.lower_ in losses]
    if not words:
        return
    spans = [
        (paragraph.doc.char_span(start, end, alignment_mode="expand"), value) for start, end, value in numbers(paragraph.text)
    ]
    for word, kind in words:
        site = Site(paragraph, word)
        if "Plur" not in word.morph.get("Number", []):
            yield Count(kind, 1, site, None)
        for span, value in spans:
            if span is not None and _near(span, word):
                yield Count(kind, value, site, span.root)


def _near(number: Span, word: Token) -> bool:
    return number.root.sent.start == word.sent.start and abs(number.root.i - word.i) <= REACH


def count_features(count: Count, toll: Toll) -> Iterator[str]:
    """Features of one count for one event."""
    trigger = nearest(count.loss, toll.triggers)
    link = tie(count.loss, trigger)
    source = "implied" if count.number is None else "number"
    word = count.loss.token.lower_
    size = _size(count.value)
    prefix = f"{count.kind}|{source}"
    yield f"count={prefix}"
    yield f"size={size}|{prefix}"
    yield f"word={word}|{source}"
    yield f"word={word}|type={toll.type}|{source}"
    yield f"word={word}|{size}"
    yield f"tie={link}|{prefix}"
    yield f"tie={link}|{size}"
    yield f"type={toll.type}|{prefix}"
    yield f"type={toll.type}|{size}"
    yield f"type={toll.type}|tie={link}|{source}"
    yield f"lemma={lemma(trigger.token)}|{prefix}"
    yield f"lemma={lemma(trigger.token)}|word={word}|{source}"
    yield f"places={place(count.loss.paragraph)}|{place(trigger.paragraph)}|{source}"
    yield f"trigger={count.loss in toll.triggers}|{prefix}"
    yield from _rivals(count, trigger, toll, link, source)
    yield from _loss(count, source)
    if count.number is not None:
        yield from _pair(count, count.number, toll)
        yield from _between(count, count.number, toll)


def _rivals(count: Count, trigger: Site, toll: Toll, link: str, source: str) -> Iterator[str]:
    own = distance(count.loss, trigger)
    other = min((distance(count.loss, site) for site in toll.others), default=(99, 0))
    rivalry = "none" if other >= (10, 0) else "nearer" if other < own else "level" if other == own else "farther"
    yield f"rivalry={rivalry}|{source}"
    yield f"rivalry={rivalry}|{link}"
    alike = [c for c in toll.counts if c.kind == count.kind and c.number is not None]
    yield f"same={min(4, sum(c.value == count.value for c in alike))}|{source}"
    if alike:
        yield f"largest={count.value >= max(c.value for c in alike)}|{toll.type}|{source}"
        yield f"first={alike[0].value == count.value}|{source}"
    yield f"numbered={min(3, len(alike))}|{source}"


def _loss(count: Count, source: str) -> Iterator[str]:
    """The word of loss and its surroundings."""
    word = count.loss.token
    number = "|".join(word.morph.get("Number", []))
    yield f"loss={word.pos_}|{word.dep_}|{source}"
    yield f"loss-number={number}|{source}"
    yield f"loss-tense={tense_of(word)}|{source}"
    yield f"loss-head={lemma(word.head)}|{source}"
    for offset in (-2, -1, 1, 2):
        at = word.i + offset
        yield f"loss{offset}={lemma(word.doc[at]) if 0 <= at < len(word.doc) else '#'}|{source}"
    for child in word.children:
        if child.dep_ in ("nsubj", "nsubj:pass", "obj", "nmod", "det", "amod", "obl:agent"):
            yield f"loss-child={child.dep_}|{'|'.join(child.morph.get('Number', []))}|{child.pos_}|{source}"
            yield f"loss-child={child.dep_}|{lemma(child)}|{source}"


def _pair(count: Count, number: Token, toll: Toll) -> Iterator[str]:
    """How the number and the word of loss hang together, and what is counted."""
    loss = count.loss.token
    way = shape(Site(count.loss.paragraph, number), count.loss)
    gap = max(-8, min(8, loss.i - number.i))
    counted = lemma(number.head) if number.head is not number else ""
    follower = _form(number, 1)
    yield f"way={way}"
    yield f"way={way}|{count.kind}"
    yield f"gap={gap}"
    yield f"gap={gap}|way={way}"
    yield f"counted={counted}"
    yield f"counted={counted}|gap={gap}"
    yield f"counted={counted}|{toll.type}"
    yield f"follower={follower}"
    yield f"follower={follower}|{count.kind}"
    yield f"number-before={_form(number, -1)}"
    yield f"number={'figures' if number.is_digit else number.lower_}|{number.pos_}"


def _between(count: Count, number: Token, toll: Toll) -> Iterator[str]:
    """What stands between the number and the word of loss, and near the number."""
    loss = count.loss.token
    first, last = min(number.i, loss.i) + 1, max(number.i, loss.i)
    between = list(number.doc[first:last])
    losses = {c.loss.token.i for c in toll.counts if c.loss.paragraph is count.loss.paragraph}
    yield f"between-losses={sum(token.i in losses for token in between)}"
    yield f"between-numbers={sum(token.pos_ == 'NUM' for token in between)}"
    yield f"between-comma={any(token.text in ',;' for token in between)}"
    yield from (f"between={token.lower_}" for token in between if token.pos_ in ("ADJ", "VERB", "ADP"))
    for token in loss.sent:
        if token.pos_ in ("NOUN", "VERB") and abs(token.i - number.i) <= 6 and token is not loss:
            yield f"near={lemma(token)}"


def _form(token: Token, offset: int) -> str:
    at = token.i + offset
    return token.doc[at].lower_ if 0 <= at < len(token.doc) else "#"


def uncounted_features(toll: Toll, kind: Loss) -> Iterator[str]:
    """Features of an event that speak for telling no number of a kind."""
    yield f"uncounted|{kind}"
    yield f"uncounted-type={toll.type}|{kind}"
    yield f"uncounted-triggers={min(4, len(toll.triggers))}|{kind}"
    yield f"uncounted-first={place(toll.triggers[0].paragraph)}|{kind}"
    for site in toll.triggers:
        yield f"uncounted-lemma={lemma(site.token)}|{kind}"


def _size(value: int) -> str:
    return next((str(limit) for limit in (0, 1, 2, 5, 20, 100, 1000, 10000) if value <= limit), "more")
