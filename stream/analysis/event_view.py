"""What the models see of a whole event: for its status, its being the main one, and how sure we are of it."""

from collections.abc import Iterator

from stream.analysis.event_features import forms_of
from stream.analysis.merging import NO_FACTS, SentenceFacts, SentenceKey
from stream.analysis.triggers import Trigger
from stream.language.words import Words

CUE_POS = frozenset({"VERB", "AUX", "ADV", "SCONJ", "ADP", "NUM"})
"""Words of a sentence that may plan, doubt, deny or date what it tells."""
CLAUSE = ("Tense", "VerbForm", "Mood")
"""Morphology that tells what is, was, will or would be."""
VERBAL = ("morph=", "c:aux", "det=", "place=")
"""Word features that mean one thing for one type and another for another."""


def best_trigger(group: list[Trigger]) -> Trigger:
    """The trigger that shows best what the event is: the surest of the body, where sentences are whole; else the surest."""
    body = [trigger for trigger in group if trigger.candidate.place != "headline"]
    return max(body or group, key=lambda trigger: trigger.probability)


def event_features(group: list[Trigger], *, order: int, events: int) -> Iterator[str]:
    """For the models `main` and `sure`.

    Args:
        group: the event's triggers in text order.
        order: how many events of the story come before it.
        events: how many the story has.
    """
    type_ = group[0].type
    places = {trigger.candidate.place for trigger in group}
    highest = max(trigger.probability for trigger in group)
    missed = 1.0
    for trigger in group:
        missed *= 1 - trigger.probability
    yield f"type={type_}"
    for place in sorted(places):
        yield f"in={place}"
        yield f"in={place}|{type_}"
    yield f"first={group[0].candidate.place}|{min(group[0].candidate.block, 4)}"
    yield f"triggers={min(len(group), 5)}"
    yield f"triggers={min(len(group), 5)}|{'headline' in places}"
    yield f"highest={int(highest * 10)}"
    yield f"highest={int(highest * 5)}|{type_}"
    yield f"any={int((1 - missed) * 20)}"
    yield f"order={min(order, 4)}"
    yield f"order={min(order, 4)}|{'headline' in places}"
    yield f"alone={events == 1}"
    yield f"lexicon={any(trigger.candidate.entry(type_) for trigger in group)}"
    yield f"quoted={all(trigger.candidate.quoted for trigger in group)}"
    first = group[0].candidate
    yield f"lemma={best_trigger(group).candidate.lemma}"
    yield f"dep={first.words.deps[first.at]}|{first.place}"


def status_features(group: list[Trigger], facts: dict[SentenceKey, SentenceFacts], published: str | None) -> list[str]:
    """For the model `status`, each once."""
    best = best_trigger(group)
    candidate, type_ = best.candidate, f"type={best.type}"
    features = [type_, f"paragraph={min(candidate.block, 4)}", f"triggers={min(len(group), 4)}"]
    features += [f"best:{name}" for name in candidate.features]
    features += [f"{type_}|{name}" for name in candidate.features if name.startswith(VERBAL)]
    for trigger in group:
        own = trigger.candidate
        when = _when(facts.get(own.sentence, NO_FACTS).times, published)
        features += [
            f"in={own.place}",
            f"{own.place}:morph={forms_of(own.words, own.at, CLAUSE)}",
            f"when={when}|{trigger is best}",
        ]
    features += _clause_features(candidate.words, candidate.at)
    return list(dict.fromkeys(features))


def _clause_features(words: Words, at: int) -> Iterator[str]:
    """What governs a trigger, and the words of its sentence that may plan, doubt, deny or date what it tells."""
    for governor, steps in zip(words.above(at), range(3), strict=False):
        yield f"above{steps}={words.lemmas[governor]}"
        yield f"above={words.lemmas[governor]}|{forms_of(words, governor, CLAUSE)}"
        modifiers = (child for child in words.children[governor] if words.deps[child].startswith(("aux", "advmod", "mark")))
        yield from [f"above:{words.deps[child]}={words.forms[child]}" for child in modifiers]
    yield from [f"sentence={words.lemmas[word]}" for word in words.sentence(at) if words.pos[word] in CUE_POS]


def _when(values: frozenset[str], published: str | None) -> str:
    """Where the days named in a sentence lie: `none`, or a set of `future`, `day`, `month`, `past`."""
    if not published:
        return "unknown"
    return "+".join(sorted({_relation(value, published[:10]) for value in values})) or "none"


def _relation(value: str, today: str) -> str:
    first, last = value.split("/")[0], value.split("/")[-1]
    if not (first[:4].isdigit() and last[:4].isdigit()):
        return "yearless"
    if first[: len(today)] > today[: len(first)]:
        return "future"
    if last >= today[: len(last)]:
        return "day" if len(last) == 10 else "now"
    months = (int(today[:4]) - int(last[:4])) * 12 + (int(today[5:7]) - int(last[5:7] or 1))
    return "month" if months <= 1 and len(last) > 4 else "past"
