"""What the dating model sees of a time expression and an event: how the sentence ties them, what both are, where they stand.

Features are strings `name=value`, so that a weight can be read back. Of the publication date only the distance is used.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Analysis, Paragraph, Time
from stream.analysis.ties import Site, distance, lemma, nearest, path, place, same_sentence, shape, tense_of, tie

FAR = (99, 0)
"""Farther than any word of a story."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of one time expression: a candidate for an event's date."""

    time: Time
    site: Site
    """The word of the expression that hangs on the rest of the sentence."""
    before: str
    """The word before the expression, in lower case; empty where it opens the paragraph."""
    value: str
    ahead: bool
    """Read as pointing ahead, where the expression can point both ways."""
    rank: int
    """Which expression of its paragraph, counted from 0."""

    @property
    def double(self) -> bool:
        """Whether the expression has another reading."""
        return self.time.later not in (None, self.time.value)

    @property
    def direction(self) -> str:
        """Which of its readings this is."""
        return f"{'double' if self.double else 'single'}|{'ahead' if self.ahead else 'back'}"


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """The event to be dated, and what else the story holds."""

    triggers: Sequence[Site]
    """The event's words, in text order; at least one."""
    others: Sequence[Site] = ()
    """The words of the story's other events."""
    type: str
    published: str | None
    """ISO 8601."""
    choices: Sequence[Choice]


def choices(analysis: Analysis) -> tuple[Choice, ...]:
    """All candidates of a story, in text order."""
    return tuple(choice for paragraph in analysis.paragraphs for choice in _in_paragraph(paragraph, analysis.times))


def _in_paragraph(paragraph: Paragraph, times: Sequence[Time]) -> Iterator[Choice]:
    end = paragraph.start + len(paragraph.doc.text)
    for rank, time in enumerate(time for time in times if paragraph.start <= time.start < end):
        span = paragraph.doc.char_span(time.start - paragraph.start, time.end - paragraph.start, alignment_mode="expand")
        if time.value is None or span is None:
            continue
        before = paragraph.doc[span.start - 1].lower_ if span.start else ""
        back = Choice(time=time, site=Site(paragraph, span.root), before=before, value=time.value, ahead=False, rank=rank)
        yield back
        if time.later is not None and back.double:
            yield msgspec.structs.replace(back, value=time.later, ahead=True)


def date_features(choice: Choice, event: Situation) -> Iterator[str]:
    """Features of one candidate for one event."""
    trigger = nearest(choice.site, event.triggers)
    token, link, age = trigger.token, tie(choice.site, trigger), _age(choice.value, event.published)
    yield from _time(choice, age, tense_of(token))
    yield f"type={event.type}|age={age}"
    yield f"type={event.type}|tie={link}"
    yield f"tie={link}"
    yield f"tie={link}|kind={_kind(choice)}"
    yield f"tie={link}|age={age}"
    yield f"tie={link}|pos={token.pos_}"
    yield f"tie={link}|place={place(choice.site.paragraph)}"
    yield f"tie={link}|triggers={min(len(event.triggers), 4)}"
    yield f"lemma={lemma(token)}"
    yield f"lemma={lemma(token)}|age={age}"
    yield f"lemma={lemma(token)}|tie={link}"
    yield f"rank={min(choice.rank, 3)}"
    yield f"places={place(choice.site.paragraph)}|{place(trigger.paragraph)}"
    if choice.double:
        yield from _direction(choice, token)
    yield from _competition(choice, trigger, event, link)
    yield from _governor(choice, link)
    if choice.site.paragraph is trigger.paragraph:
        yield from _between(choice.site, trigger, link)


def undated_features(event: Situation) -> Iterator[str]:
    """Features of an event that speak for telling no date at all."""
    yield "undated"
    yield f"undated-type={event.type}"
    yield f"undated-choices={min(6, len(event.choices))}"
    yield f"undated-triggers={min(4, len(event.triggers))}"
    yield f"undated-first={place(event.triggers[0].paragraph)}"
    for trigger in event.triggers:
        yield f"undated-lemma={lemma(trigger.token)}"
        yield f"undated-tense={tense_of(trigger.token)}"
        yield f"undated-pos={trigger.token.pos_}|{trigger.token.dep_}"
    paragraphs = {trigger.paragraph.index for trigger in event.triggers}
    yield f"undated-near={any(choice.site.paragraph.index in paragraphs for choice in event.choices)}"


def _time(choice: Choice, age: str, tense: str) -> Iterator[str]:
    """The expression by itself, and whether the trigger's tense agrees with it."""
    kind, direction = _kind(choice), choice.direction
    yield f"kind={kind}"
    yield f"age={age}"
    yield f"kind={kind}|age={age}"
    yield f"words={choice.time.text.lower()}"
    yield f"direction={direction}"
    yield f"direction={direction}|tense={tense}"
    yield f"direction={direction}|age={age}"
    yield f"age={age}|tense={tense}"


def _direction(choice: Choice, trigger: Token) -> Iterator[str]:
    """What speaks for the past or the future where the expression can point both ways."""
    direction = choice.direction
    yield f"direction={direction}|lemma={lemma(trigger)}"
    for word in [choice.site.token, *choice.site.token.ancestors][1:4]:
        yield f"direction={direction}|via={lemma(word)}"
        yield f"direction={direction}|via-tense={tense_of(word)}"
        for child in word.children:
            if child.dep_ in ("mark", "xcomp", "aux", "aux:tense", "case"):
                yield f"direction={direction}|via-child={child.dep_}|{lemma(child)}"


def _competition(choice: Choice, trigger: Site, event: Situation, link: str) -> Iterator[str]:
    """Whether other expressions are nearer to the event, and other events nearer to the expression."""
    own = distance(choice.site, trigger)
    rivals = {c.time.start: distance(c.site, trigger) for c in event.choices if c.value != choice.value}
    closer = min(3, sum(there < own for there in rivals.values()))
    other = min((distance(choice.site, site) for site in event.others), default=FAR)
    rivalry = "none" if other >= (10, 0) else "nearer" if other < own else "level" if other == own else "farther"
    yield f"closer={closer}"
    yield f"closer={closer}|{link}"
    yield f"rivals={min(5, len(rivals))}|{link}"
    yield f"rivalry={rivalry}"
    yield f"rivalry={rivalry}|{link}"
    yield f"same={min(4, len({c.time.start for c in event.choices if c.value == choice.value}))}"
    yield f"finer={any(len(c.value) > len(choice.value) and c.value.startswith(choice.value) for c in event.choices)}"
    yield f"coarser={any(len(c.value) < len(choice.value) and choice.value.startswith(c.value) for c in event.choices)}"
    for site in event.triggers:
        if site is not trigger:
            yield f"also={tie(choice.site, site)}"


def _between(site: Site, trigger: Site, link: str) -> Iterator[str]:
    """The way from the expression to the trigger, in the parse and in the text."""
    token, head = trigger.token, site.token
    if same_sentence(site, trigger):
        up, down = path(head, token)
        yield f"path={shape(site, trigger)}"
        yield f"path={shape(site, trigger)}|pos={token.pos_}"
        yield f"verbs={sum(t.pos_ == 'VERB' for t in up[1:])}|{sum(t.pos_ == 'VERB' for t in down[:-1])}"
    side = "after" if head.i > token.i else "before"
    between = site.paragraph.doc[min(head.i, token.i) : max(head.i, token.i)]
    yield f"gap={side}|{_step(len(between), (1, 2, 3, 5, 8, 13, 21, 34))}"
    yield f"comma={side}|{any(t.text == ',' for t in between)}|{link}"
    yield f"quote={any(t.is_quote for t in between)}"


def _governor(choice: Choice, link: str) -> Iterator[str]:
    """What the expression hangs on."""
    head = choice.site.token
    governor = head.head
    yield f"before={choice.before}"
    yield f"before={choice.before}|{link}"
    yield f"dep={head.dep_}"
    yield f"dep={head.dep_}|{link}"
    yield f"governor={lemma(governor)}"
    yield f"governor={lemma(governor)}|{link}"
    yield f"governor-pos={governor.pos_}|{link}"
    yield f"governor-tense={tense_of(governor)}|{link}"


def _kind(choice: Choice) -> str:
    precision = "span" if "/" in choice.value else {4: "year", 7: "month", 10: "day"}.get(len(choice.value), "other")
    return f"{precision}-{'figures' if any(c.isdigit() for c in choice.time.text) else 'words'}"


def _age(value: str, published: str | None) -> str:
    """How far the date lies from publication, in steps as wide as it is precise."""
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
    return side + _step(abs(days), (1, 3, 7, 14, 31, 92, 366))


def _step(number: int, limits: Sequence[int]) -> str:
    return next((str(limit) for limit in limits if number <= limit), "far")
