"""What the dating model sees of a time expression and an event: how the sentence ties them, what both are, where they stand.

Features are strings `name=value`, so that a weight can be read back. Of the publication date only the distance is used.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
from spacy.tokens import Doc, Token

from stream.analysis.annotations import Analysis, Paragraph

Trigger = tuple[Paragraph, Token]
"""A word that tells of the event, with its paragraph."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of one time expression: a candidate for an event's date."""

    paragraph: Paragraph
    start: int
    """First character, in the paragraph."""
    end: int
    head: Token
    """The word of the expression that hangs on the rest of the sentence."""
    value: str
    ahead: bool
    """Read as pointing ahead, where the expression can point both ways."""
    double: bool
    """Whether the expression has another reading."""
    rank: int
    """Which expression of its paragraph, counted from 0."""


def choices(analysis: Analysis) -> tuple[Choice, ...]:
    """All candidates of a story, in text order."""
    found: list[Choice] = []
    by_paragraph = [[t for t in analysis.times if p.start <= t.start < p.start + max(1, len(p.doc.text))] for p in analysis.paragraphs]
    for paragraph, times in zip(analysis.paragraphs, by_paragraph, strict=True):
        for rank, time in enumerate(times):
            start, end = time.start - paragraph.start, time.end - paragraph.start
            span = paragraph.doc.char_span(start, end, alignment_mode="expand")
            if time.value is None or span is None:
                continue
            double = time.later not in (None, time.value)
            shared = {"paragraph": paragraph, "start": start, "end": end, "head": span.root, "double": double, "rank": rank}
            found.append(Choice(value=time.value, ahead=False, **shared))
            if time.later is not None and double:
                found.append(Choice(value=time.later, ahead=True, **shared))
    return tuple(found)


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """The event to be dated, and what else the story holds."""

    triggers: Sequence[Trigger]
    """The event's words, in text order."""
    others: Sequence[Trigger]
    """The words of the story's other events."""
    type: str
    status: str | None
    """Where it is known already."""
    published: str | None
    choices: Sequence[Choice]


def features(choice: Choice, event: Situation) -> Iterator[str]:
    """Features of one candidate for one event."""
    kind, age = _kind(choice), _age(choice.value, event.published)
    trigger = min(event.triggers, key=lambda trigger: distance(choice, trigger))
    paragraph, token = trigger
    tense, tie = tense_of(token), _tie(choice, paragraph, token)
    direction = f"{'double' if choice.double else 'single'}|{'ahead' if choice.ahead else 'back'}"
    yield f"kind={kind}"
    yield f"age={age}"
    yield f"kind={kind}|age={age}"
    yield f"direction={direction}"
    yield f"direction={direction}|tense={tense}"
    yield f"direction={direction}|age={age}"
    if event.status:
        yield f"status={event.status}|age={age}"
        yield f"status={event.status}|direction={direction}"
        yield f"status={event.status}|tie={tie}"
    yield f"age={age}|tense={tense}"
    yield f"type={event.type}|age={age}"
    yield f"type={event.type}|tie={tie}"
    yield f"tie={tie}"
    yield f"tie={tie}|kind={kind}"
    yield f"tie={tie}|age={age}"
    yield f"tie={tie}|pos={token.pos_}"
    yield f"tie={tie}|place={_place(choice.paragraph)}"
    yield f"lemma={_lemma(token)}"
    yield f"lemma={_lemma(token)}|age={age}"
    yield f"lemma={_lemma(token)}|tie={tie}"
    yield f"triggers={min(len(event.triggers), 4)}|tie={tie}"
    yield f"rank={min(choice.rank, 3)}"
    yield f"places={_place(choice.paragraph)}|{_place(paragraph)}"
    if choice.double:
        yield from _direction(choice, token, tense, direction)
    yield from _competition(choice, trigger, event, tie)
    yield from _governors(choice, tie)
    if choice.paragraph is paragraph:
        yield from _path(choice, token, tie)


def _direction(choice: Choice, token: Token, tense: str, direction: str) -> Iterator[str]:
    """What speaks for the past or the future where the expression can point both ways."""
    yield f"direction={direction}|lemma={_lemma(token)}"
    words = [choice.head, *choice.head.ancestors][1:4]
    for word in words:
        yield f"direction={direction}|via={_lemma(word)}"
        yield f"direction={direction}|via-tense={tense_of(word)}"
        for child in word.children:
            if child.dep_ in ("mark", "xcomp", "aux", "aux:tense", "case"):
                yield f"direction={direction}|via-child={child.dep_}|{_lemma(child)}"


def _competition(choice: Choice, trigger: Trigger, event: Situation, tie: str) -> Iterator[str]:
    """Whether other expressions are nearer to the event, and other events nearer to the expression."""
    own = distance(choice, trigger)
    nearest = {(c.paragraph.index, c.start): distance(c, trigger) for c in event.choices if c.value != choice.value}
    closer = sum(there < own for there in nearest.values())
    yield f"closer={min(closer, 3)}"
    yield f"closer={min(closer, 3)}|{tie}"
    stolen = min((distance(choice, other) for other in event.others), default=(99, 0))
    rivalry = "none" if stolen[0] >= 10 else "nearer" if stolen < own else "level" if stolen == own else "farther"
    yield f"rivalry={rivalry}"
    yield f"rivalry={rivalry}|{tie}"
    yield f"same={min(4, len({(c.paragraph.index, c.start) for c in event.choices if c.value == choice.value}))}"
    yield f"finer={any(len(c.value) > len(choice.value) and c.value.startswith(choice.value) for c in event.choices)}"
    yield f"coarser={any(len(c.value) < len(choice.value) and choice.value.startswith(c.value) for c in event.choices)}"
    yield f"rivals={min(5, len(nearest))}|{tie}"
    for other in event.triggers:
        if other is not trigger:
            yield f"also={_tie(choice, *other)}"


def event_features(event: Situation) -> Iterator[str]:
    """Features of an event that speak for telling no date at all."""
    yield "undated"
    yield f"undated-type={event.type}"
    yield f"undated-status={event.status}"
    yield f"undated-choices={min(6, len(event.choices))}"
    yield f"undated-triggers={min(4, len(event.triggers))}"
    yield f"undated-first={_place(event.triggers[0][0])}"
    for _, token in event.triggers:
        yield f"undated-lemma={_lemma(token)}"
        yield f"undated-tense={tense_of(token)}"
        yield f"undated-pos={token.pos_}|{token.dep_}"
    paragraphs = {paragraph.index for paragraph, _ in event.triggers}
    yield f"undated-near={any(choice.paragraph.index in paragraphs for choice in event.choices)}"


def _lemma(token: Token) -> str:
    return token.lemma_.lower() or token.lower_


def _place(paragraph: Paragraph) -> str:
    return "headline" if paragraph.headline else "lead" if paragraph.index <= 1 else "body"


def distance(choice: Choice, trigger: Trigger) -> tuple[int, int]:
    paragraph, token = trigger
    if paragraph is not choice.paragraph:
        return 10 + abs(paragraph.index - choice.paragraph.index), 0
    same_sentence = token.sent.start == choice.head.sent.start
    up, down = path(choice.head, token) if same_sentence else ([], [])
    return (0 if same_sentence else 5), len(up) + len(down)


def _tie(choice: Choice, paragraph: Paragraph, token: Token) -> str:
    """How the expression relates to the trigger, in one word."""
    head = choice.head
    if choice.paragraph is not paragraph:
        return f"p{max(-2, min(2, choice.paragraph.index - paragraph.index))}"
    if head.sent.start != token.sent.start:
        return "sentence-" + ("before" if head.i < token.i else "after")
    up, down = path(head, token)
    if not down:
        return "below" if len(up) <= 1 else "below2" if len(up) == 2 else "far-below"
    return f"up{min(len(up), 3)}down{min(len(down), 3)}"


def path(start: Token, end: Token) -> tuple[list[Token], list[Token]]:
    """The words passed going up from `start` to the lowest common governor, and from there down to `end`."""
    above = [end, *end.ancestors]
    place = {token.i: at for at, token in enumerate(above)}
    up = []
    for token in (start, *start.ancestors):
        if token.i in place:
            return up, above[: place[token.i]][::-1]
        up.append(token)
    return up, above[::-1]


def _path(choice: Choice, token: Token, tie: str) -> Iterator[str]:
    up, down = path(choice.head, token)
    if choice.head.sent.start == token.sent.start:
        shape = ">".join(t.dep_ for t in up[:4]) + "<" + ">".join(t.dep_ for t in down[:4])
        yield f"path={shape}"
        yield f"path={shape}|pos={token.pos_}"
        yield f"verbs={sum(t.pos_ == 'VERB' for t in up[1:])}|{sum(t.pos_ == 'VERB' for t in down[:-1])}"
    gap = choice.head.i - token.i
    side = "after" if gap > 0 else "before"
    yield f"gap={side}|{_bucket(abs(gap))}"
    between = choice.paragraph.doc[min(choice.head.i, token.i) : max(choice.head.i, token.i)]
    yield f"comma={side}|{sum(t.text == ',' for t in between) > 0}|{tie}"
    yield f"quote={any(t.text in _QUOTES for t in between)}"


_QUOTES = frozenset('"«»')


def _bucket(number: int) -> str:
    return next((str(limit) for limit in (1, 2, 3, 5, 8, 13, 21, 34) if number <= limit), "far")


def _governors(choice: Choice, tie: str) -> Iterator[str]:
    head = choice.head
    governor = head.head
    doc: Doc = choice.paragraph.doc
    first = doc.char_span(choice.start, choice.end, alignment_mode="expand")
    before = doc[first.start - 1].lower_ if first is not None and first.start else "#"
    yield f"before={before}"
    yield f"before={before}|{tie}"
    yield f"dep={head.dep_}"
    yield f"dep={head.dep_}|{tie}"
    yield f"governor={_lemma(governor)}"
    yield f"governor={_lemma(governor)}|{tie}"
    yield f"governor-pos={governor.pos_}|{tie}"
    yield f"governor-tense={tense_of(governor)}|{tie}"
    yield f"words={choice.paragraph.doc.text[choice.start : choice.end].lower()}"


def tense_of(token: Token) -> str:
    """Tense and mood of a word's clause: future, conditional, past, present, infinitive under which verb, noun."""
    if token.pos_ not in ("VERB", "AUX", "ADJ"):
        verb = next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
        return "noun" if verb is None else f"noun-{_verb_tense(verb)}"
    return _verb_tense(token)


def _verb_tense(token: Token) -> str:
    helpers = [child for child in token.children if child.dep_.startswith("aux") or child.dep_ == "cop"]
    for word in (*helpers, token):
        mood, tense = word.morph.get("Mood"), word.morph.get("Tense")
        if "Cnd" in mood:
            return "conditional"
        if "Fut" in tense:
            return "future"
    if "Inf" in token.morph.get("VerbForm"):
        return f"infinitive-{_lemma(token.head)}" if token.head is not token else "infinitive"
    if helpers:
        return "compound"
    return "-".join(token.morph.get("VerbForm") + token.morph.get("Tense")) or "none"


def _kind(choice: Choice) -> str:
    value = choice.value
    text = choice.paragraph.doc.text[choice.start : choice.end]
    figures = "figures" if any(c.isdigit() for c in text) else "words"
    return f"{'span' if '/' in value else {4: 'year', 7: 'month', 10: 'day'}.get(len(value), 'other')}-{figures}"


def _age(value: str, published: str | None) -> str:
    """How far the date lies from publication, in steps."""
    first = value.partition("/")[0]
    if not published or not first[:4].isdigit():
        return "unknown"
    now = date.fromisoformat(published[:10])
    if len(first) == len("YYYY"):
        return f"year{max(-3, min(2, int(first) - now.year))}"
    if len(first) == len("YYYY-MM"):
        months = (int(first[:4]) - now.year) * 12 + int(first[5:7]) - now.month
        return f"month{max(-4, min(4, months))}"
    days = (date.fromisoformat(first) - now).days
    if abs(days) <= 1:
        return f"day{days}"
    return ("after" if days > 0 else "before") + next((str(limit) for limit in (3, 7, 14, 31, 92, 366) if abs(days) <= limit), "far")
