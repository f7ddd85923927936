"""Triggers of one event, found in headline, lead and later paragraphs, become one event.

Triggers of one type are taken in text order; each joins the group it most likely shares its event with, or opens a new
one. The `pairs` model judges two triggers by lemma, distance, determiner ("cette attaque"), and by whether their sentences
name the same people, places and days.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec
import numpy as np
from spacy.tokens import Token

from stream.analysis.annotations import Analysis
from stream.analysis.triggers import Trigger
from stream.language.linear import LinearModel

NAMING = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:arg", "obl:agent", "obl:mod", "nmod", "appos"})
"""Dependencies below which a trigger's own participants and places stand."""
RECIPROCAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types whose participants are all on one side, so that other names mean another event."""
JOIN = 0.5
"""Probability of a group's least likely pair from which a trigger joins it: .601 typed F1 on 150 held-out stories, by the mean
pair .592; chosen on these."""

SentenceKey = tuple[int, int]
"""Paragraph index and the sentence's first token."""


class SentenceFacts(msgspec.Struct, frozen=True):
    """Who, where and when of a sentence."""

    actors: frozenset[str] = frozenset()
    """Entity ids of its people and organisations."""
    places: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    """Resolved values of its expressions of time."""


NO_FACTS = SentenceFacts()


def sentence_key(trigger: Trigger) -> SentenceKey:
    """The sentence a trigger stands in."""
    return trigger.candidate.paragraph.index, trigger.candidate.token.sent.start


def sentence_facts(analysis: Analysis) -> dict[SentenceKey, SentenceFacts]:
    """Facts of each sentence that names anything."""
    actors: dict[SentenceKey, set[str]] = defaultdict(set)
    places: dict[SentenceKey, set[str]] = defaultdict(set)
    times: dict[SentenceKey, set[str]] = defaultdict(set)
    for mention, entity in analysis.mentions():
        if key := _sentence_at(analysis, mention.start):
            (places if entity.type == "LOC" else actors)[key].add(entity.id)
    for time in analysis.times:
        if time.value and (key := _sentence_at(analysis, time.start)):
            times[key].add(time.value)
    return {
        key: SentenceFacts(frozenset(actors[key]), frozenset(places[key]), frozenset(times[key]))
        for key in {*actors, *places, *times}
    }


def _sentence_at(analysis: Analysis, offset: int) -> SentenceKey | None:
    found = analysis.token_at(offset)
    return (found[0].index, found[1].sent.start) if found else None


def merge(triggers: list[Trigger], facts: dict[SentenceKey, SentenceFacts], pairs: LinearModel) -> list[list[Trigger]]:
    """Groups of triggers, one an event, in the order of their first trigger."""
    by_type: dict[str, list[Trigger]] = defaultdict(list)
    for trigger in triggers:
        by_type[trigger.type].append(trigger)
    groups = [group for same_type in by_type.values() for group in _groups(same_type, facts, pairs)]
    return sorted(groups, key=lambda group: triggers.index(group[0]))


def _groups(triggers: list[Trigger], facts: dict[SentenceKey, SentenceFacts], pairs: LinearModel) -> list[list[Trigger]]:
    same = _same_event(triggers, facts, pairs)
    groups: list[list[int]] = []
    for later in range(len(triggers)):
        likely = [min(same[earlier, later] for earlier in group) for group in groups]
        if likely and max(likely) >= JOIN:
            groups[int(np.argmax(likely))].append(later)
        else:
            groups.append([later])
    return [[triggers[row] for row in group] for group in groups]


def _same_event(
    triggers: list[Trigger], facts: dict[SentenceKey, SentenceFacts], pairs: LinearModel
) -> dict[tuple[int, int], float]:
    both = [(a, b) for b in range(len(triggers)) for a in range(b)]
    if not both:
        return {}
    rows = [list(pair_features(triggers[a], triggers[b], facts)) for a, b in both]
    likely = pairs.probabilities(rows)[:, pairs.classes.index("same")]
    return {(a, b): 0.0 if _apart(triggers[a], triggers[b]) else float(p) for (a, b), p in zip(both, likely, strict=True)}


def _apart(a: Trigger, b: Trigger) -> bool:
    """Whether two meetings or deals name other people right at their triggers: then they are two."""
    if a.type not in RECIPROCAL:
        return False
    left, right = _names(a.candidate.token), _names(b.candidate.token)
    return bool(left and right) and not left & right


def pair_features(a: Trigger, b: Trigger, facts: dict[SentenceKey, SentenceFacts]) -> Iterator[str]:
    """What the `pairs` model sees of two triggers of one type, `a` the earlier."""
    first, second = a.candidate, b.candidate
    same_lemma = first.token.lemma_.lower() == second.token.lemma_.lower()
    distance = second.block - first.block
    apart = "sentence" if sentence_key(a) == sentence_key(b) else str(min(distance, 4))
    determiner = next((child.lower_ for child in second.token.children if child.dep_ == "det"), "-")
    yield f"type={a.type}"
    yield f"lemma={same_lemma}"
    yield f"type={a.type}|lemma={same_lemma}"
    yield f"apart={apart}|lemma={same_lemma}"
    yield f"type={a.type}|apart={apart}"
    yield f"places={first.place}|{second.place}"
    yield f"places={first.place}|{second.place}|{same_lemma}|{a.type}"
    yield f"det={determiner}|{second.token.pos_}|{same_lemma}"
    yield f"pos={first.token.pos_}|{second.token.pos_}|{apart}"
    yield f"words={'|'.join(sorted((first.token.lemma_.lower(), second.token.lemma_.lower())))}"
    yield f"near={_closeness(a, b)}|{same_lemma}"
    yield f"sure={a.probability > 0.6}|{b.probability > 0.6}"
    yield from _shared_facts(facts.get(sentence_key(a), NO_FACTS), facts.get(sentence_key(b), NO_FACTS), same_lemma)
    yield from _shared_dependents(first.token, second.token, same_lemma)


def _shared_dependents(first: Token, second: Token, same_lemma: bool) -> Iterator[str]:
    """Whether the names right beneath two triggers are the same: "Paul a rencontré Anne", "la rencontre de Paul"."""
    left, right = _names(first), _names(second)
    relation = "none" if not (left and right) else "shared" if left & right else "apart"
    yield f"names={relation}"
    yield f"names={relation}|{same_lemma}|{first.pos_}{second.pos_}"
    yield f"modifiers={bool(_modifiers(first) & _modifiers(second))}|{same_lemma}"
    yield f"numbers={'apart' if _amount(first) and _amount(second) and _amount(first) != _amount(second) else 'none'}"


def _names(token: Token) -> set[str]:
    """Last words of the names that hang on a trigger, its subject's clause included."""
    near = [token, *(child for child in token.children if child.dep_ in NAMING)]
    if token.dep_ in ("acl", "acl:relcl", "conj", "xcomp"):
        near.append(token.head)
    words = (word for head in near for word in (head, *head.children))
    return {word.text for word in words if word.pos_ == "PROPN" and word is not token}


def _modifiers(token: Token) -> set[str]:
    return {child.lemma_.lower() for child in token.children if child.dep_ in ("amod", "nmod", "obj")}


def _amount(token: Token) -> str:
    return next((child.text for child in token.children if child.dep_ == "nummod"), "")


def _closeness(a: Trigger, b: Trigger) -> int:
    first, second = a.candidate.token, b.candidate.token
    if not (first.has_vector and second.has_vector):
        return -1
    return int(4 * max(0.0, float(first.similarity(second))))


def _shared_facts(a: SentenceFacts, b: SentenceFacts, same_lemma: bool) -> Iterator[str]:
    for name in SentenceFacts.__struct_fields__:
        left, right = getattr(a, name), getattr(b, name)
        relation = "none" if not (left and right) else "shared" if left & right else "apart"
        yield f"{name}={relation}"
        yield f"{name}={relation}|{same_lemma}"
