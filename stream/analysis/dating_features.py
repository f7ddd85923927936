"""What the dating model sees of a time expression and an event: how the sentence ties them, what both are, where they stand.

Features are strings `name=value`, so that a weight can be read back. Of the publication date only the distance is used.
"""

from collections.abc import Iterator

from stream.analysis.dating_timeline import FAR, TO_THE_RIGHT, Choice, Expression, Rivals, Timeline, step
from stream.analysis.dating_words import VERBS, Link, Word, form, tense

MARKING = frozenset({"mark", "xcomp", "aux", "aux:tense", "case"})
"""Dependents of a governor that tell whether it points ahead."""


def choice_features(choice: Choice, rivals: Rivals) -> Iterator[str]:
    """Features of a candidate that are the same for every event of the story."""
    expression, reading, age, kind = choice.expression, choice.reading, choice.age, choice.kind
    word, before, told = expression.word, expression.before, expression.time.text.lower()
    words, rank = word.words, min(expression.rank, 3)
    head = words.heads[word.at]
    yield f"kind={kind}"
    yield f"age={age}"
    yield f"kind={kind}|age={age}"
    yield f"words={told}"
    yield f"words={told}|{reading}"
    yield f"reading={reading}"
    yield f"reading={reading}|age={age}"
    yield f"reading={reading}|before={before}"
    yield f"before={before}"
    yield f"before={before}|kind={kind}"
    yield f"dep={words.deps[word.at]}"
    yield f"governor={words.lemmas[head]}"
    yield f"governor-tense={expression.governor_tense}|{reading}|{age}"
    yield f"rank={rank}"
    yield f"rank={rank}|{word.place}"
    yield f"quoted-time={word.quoted}"
    yield f"same={min(4, rivals.same)}"
    yield f"finer={rivals.finer}"
    yield f"coarser={rivals.coarser}"
    if reading in ("back", "ahead"):
        yield from dict.fromkeys(_direction(word, reading))


def _direction(word: Word, reading: str) -> Iterator[str]:
    """What speaks for the past or the future where the expression can point both ways."""
    words = word.words
    for at in word.above[1:4]:
        yield f"reading={reading}|via={words.lemmas[at]}"
        yield f"reading={reading}|via-tense={tense(words, at)}"
        for child in words.children[at]:
            if words.deps[child] in MARKING:
                yield f"reading={reading}|via-child={words.deps[child]}|{words.lemmas[child]}"


def link_features(expression: Expression, timeline: Timeline, number: int) -> list[str]:
    """Features of an expression for the event `number`, whatever its reading."""
    link, event = timeline.links[number][expression.number], timeline.events[number]
    trigger, word, tie = link.trigger, expression.word, link.tie
    words = word.words
    head = words.heads[word.at]
    found = [
        f"type={event.type}|tie={tie}",
        f"status={event.status}|{tie}",
        f"tie={tie}",
        f"tie={tie}|pos={trigger.pos}",
        f"tie={tie}|place={word.place}",
        f"tie={tie}|triggers={min(len(event.triggers), 4)}",
        f"tie={tie}|tense={trigger.tense}",
        f"lemma={trigger.lemma}",
        f"lemma={trigger.lemma}|tie={tie}",
        f"tenses={trigger.tense}|{word.tense}",
        f"places={word.place}|{trigger.place}|{not expression.rank}",
        f"quoted={word.quoted}|{trigger.quoted}|{tie}",
        f"dep={words.deps[word.at]}|{tie}",
        f"governor={words.lemmas[head]}|{tie}",
        f"governor-pos={words.pos[head]}|{tie}",
        f"governor-tense={expression.governor_tense}|{tie}",
    ]
    if word.paragraph == trigger.paragraph:
        side = "after" if word.at > trigger.at else "before"
        found.append(f"gap={side}|{step(abs(word.at - trigger.at), (1, 2, 3, 5, 8, 13, 21, 34))}")
    if link.same_sentence:
        found += _path(word, link)
        found += _surface(expression, link, timeline)
    return found


def pair_features(row: int, timeline: Timeline, number: int) -> list[str]:
    """Features of the choice `row` for the event `number`, beside those of its expression."""
    choice, event = timeline.choices[row], timeline.events[number]
    link = timeline.links[number][choice.expression.number]
    trigger, tie, age, reading = link.trigger, link.tie, choice.age, choice.reading
    return [
        f"type={event.type}|age={age}",
        f"status={event.status}|{age}",
        f"status={event.status}|{reading}",
        f"tie={tie}|kind={choice.kind}",
        f"tie={tie}|age={age}",
        f"tie={tie}|reading={reading}",
        f"lemma={trigger.lemma}|age={age}",
        f"lemma={trigger.lemma}|reading={reading}",
        f"reading={reading}|tense={trigger.tense}",
        f"age={age}|tense={trigger.tense}",
        *_competition(row, link, timeline, number),
    ]


def _competition(row: int, link: Link, timeline: Timeline, number: int) -> list[str]:
    """Whether other expressions are nearer to the event, and other events nearer to the expression."""
    own, tie, links = link.distance, link.tie, timeline.links[number]
    rivals = timeline.rivals[row].numbers
    nearest = timeline.nearest[timeline.choices[row].number]
    closer = min(3, sum([links[rival].distance < own for rival in rivals]))
    other = next((distance for distance, event in nearest if event != number), FAR)
    rivalry = "none" if other >= (10, 0) else "nearer" if other < own else "level" if other == own else "farther"
    return [
        f"closer={closer}",
        f"closer={closer}|{tie}",
        f"closer={closer}|rivalry={rivalry}",
        f"rivals={min(5, len(rivals))}|{tie}",
        f"rivalry={rivalry}",
        f"rivalry={rivalry}|{tie}",
    ]


def _path(word: Word, link: Link) -> Iterator[str]:
    """The way from the expression to the trigger in the parse, and whether other events stand on it."""
    words, trigger = word.words, link.trigger
    up, down = word.above[: link.up], trigger.above[: link.down][::-1]
    shape = ">".join(words.deps[at] for at in up[:4]) + "<" + ">".join(words.deps[at] for at in down[:4])
    yield f"path={shape}"
    yield f"path={shape}|pos={trigger.pos}"
    yield f"verbs={sum(words.pos[at] in VERBS for at in up[1:])}|{sum(words.pos[at] in VERBS for at in down[:-1])}"


def _surface(expression: Expression, link: Link, timeline: Timeline) -> Iterator[str]:
    """The verbs beside the expression in the text, which a parse gone wrong cannot hide."""
    word, trigger = expression.word, link.trigger
    words, at, own = word.words, word.at, trigger.at
    start = words.sentences[at]
    side = "after" if at > own else "before"
    left, right = expression.left, expression.right
    # The trigger may be no verb and stand nearer.
    if own < at and (left is None or own > left):
        left = own
    if at < own < at + TO_THE_RIGHT and (right is None or own < right):
        right = own
    yield f"left={_whose(left, word, link, timeline)}|{9 if left is None else min(4, at - left)}"
    yield f"right={_whose(right, word, link, timeline)}"
    yield f"initial={at - start < 3}|{link.tie}"
    yield f"initial={at - start < 3}|{side}"
    if left is not None and left != own:
        yield f"left-lemma={words.lemmas[left]}|{side}"
        yield f"left-tense={form(words, left)}|{trigger.tense}|{side}"


def _whose(at: int | None, word: Word, link: Link, timeline: Timeline) -> str:
    if at is None:
        return "none"
    if at == link.trigger.at:
        return "own"
    return "event" if (word.paragraph, at) in timeline.owners else "verb"


def undated_features(timeline: Timeline, number: int) -> Iterator[str]:
    """Features of the event `number` that speak for telling no date at all."""
    event, triggers = timeline.events[number], timeline.triggers[number]
    near = min((link.distance[0] for link in timeline.links[number]), default=FAR[0])
    yield "undated"
    yield f"undated-type={event.type}"
    yield f"undated-status={event.status}"
    yield f"undated-choices={min(6, len(timeline.choices))}"
    yield f"undated-triggers={min(4, len(triggers))}"
    yield f"undated-first={triggers[0].place}"
    yield f"undated-near={min(near, 12)}"
    yield f"undated-near={min(near, 12)}|{triggers[0].place}"
    yield from dict.fromkeys(name for word in triggers for name in _undated_word(word))


def _undated_word(word: Word) -> tuple[str, ...]:
    return (
        f"undated-lemma={word.lemma}",
        f"undated-tense={word.tense}",
        f"undated-tense={word.tense}|{word.quoted}",
        f"undated-pos={word.pos}|{word.words.deps[word.at]}",
        f"undated-quoted={word.quoted}|{word.place}",
    )
