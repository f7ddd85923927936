"""What the models see of a whole event: for its status, its being the main one, and how sure we are of it."""

from collections.abc import Iterator

from spacy.tokens import Token

from stream.analysis.merging import NO_FACTS, SentenceFacts, SentenceKey, sentence_key
from stream.analysis.triggers import Trigger

CUE_POS = frozenset({"VERB", "AUX", "ADV", "SCONJ", "ADP", "NUM"})
"""Words of a sentence that may plan, doubt, deny or date what it tells."""
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
    yield f"lemma={best_trigger(group).candidate.token.lemma_.lower()}"
    yield f"dep={group[0].candidate.token.dep_}|{group[0].candidate.place}"


def status_features(group: list[Trigger], facts: dict[SentenceKey, SentenceFacts], published: str | None) -> Iterator[str]:
    """For the model `status`."""
    best = best_trigger(group)
    token = best.candidate.token
    yield f"type={best.type}"
    yield from (f"best:{name}" for name in best.candidate.features)
    yield from (f"type={best.type}|{name}" for name in best.candidate.features if name.startswith(VERBAL))
    for trigger in group:
        yield f"in={trigger.candidate.place}"
        yield f"{trigger.candidate.place}:morph={'|'.join(_forms(trigger.candidate.token))}"
        times = facts.get(sentence_key(trigger), NO_FACTS).times
        yield f"when={_when(times, published)}|{trigger is best}"
    yield f"paragraph={min(best.candidate.block, 4)}"
    yield f"triggers={min(len(group), 4)}"
    for governor, steps in zip(token.ancestors, range(3), strict=False):
        yield f"above{steps}={governor.lemma_.lower()}"
        yield f"above={governor.lemma_.lower()}|{'|'.join(_forms(governor))}"
        modifiers = (child for child in governor.children if child.dep_.startswith(("aux", "advmod", "mark")))
        yield from (f"above:{child.dep_}={child.lower_}" for child in modifiers)
    yield from (f"sentence={word.lemma_.lower()}" for word in token.sent if word.pos_ in CUE_POS)


def _forms(token: Token) -> list[str]:
    return [value for name in ("Tense", "VerbForm", "Mood") for value in token.morph.get(name, [])]


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
