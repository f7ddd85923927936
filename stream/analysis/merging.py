"""Triggers of one event, found in headline, lead and later paragraphs, become one event.

Triggers of one type are taken in text order; each joins the group it most likely shares its event with, or opens a new
one. The `pairs` model judges two triggers by lemma, distance, determiner ("cette attaque"), and by whether their sentences
name the same people, places and days.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from stream.analysis.annotations import Analysis
from stream.analysis.triggers import Trigger
from stream.language.glance import word_vectors
from stream.language.linear import LinearModel
from stream.language.words import Words

NAMING = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:arg", "obl:agent", "obl:mod", "nmod", "appos"})
"""Dependencies below which a trigger's own participants and places stand."""
SHARING = frozenset({"acl", "acl:relcl", "conj", "xcomp"})
"""Dependencies of triggers that share the participants of their governor."""
MODIFYING = frozenset({"amod", "nmod", "obj"})
RECIPROCAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types whose participants are all on one side, so that other names mean another event."""
JOIN = 0.5
"""Probability of a group's least likely pair from which a trigger joins it: .601 typed F1 on 150 held-out stories, by the mean
pair .592; chosen on these."""

_ROUNDING = 1e-5
"""A word is as close to itself as can be, whatever floats say."""

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
    found = analysis.word_at(offset)
    return (found[0].index, found[0].words.sentences[found[1]]) if found else None


def merge(triggers: list[Trigger], facts: dict[SentenceKey, SentenceFacts], pairs: LinearModel) -> list[list[Trigger]]:
    """Groups of triggers, one an event, in the order of their first trigger."""
    by_type: dict[str, list[Trigger]] = defaultdict(list)
    for trigger in triggers:
        by_type[trigger.type].append(trigger)
    groups = [group for same_type in by_type.values() for group in _groups(same_type, facts, pairs)]
    order = {id(trigger): number for number, trigger in enumerate(triggers)}
    return sorted(groups, key=lambda group: order[id(group[0])])


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
    seen = views(triggers, facts)
    likely = pairs.chances(pair_features(seen[a], seen[b]) for a, b in both)
    return {(a, b): 0.0 if _apart(seen[a], seen[b]) else chance for (a, b), chance in zip(both, likely, strict=True)}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger as compared with others of its type."""

    trigger: Trigger
    lemma: str
    pos: str
    place: str
    sentence: SentenceKey
    block: int
    determiner: str
    """In lower case; `-` without one."""
    names: frozenset[str]
    """Last words of the names that hang on it, its subject's clause included."""
    modifiers: frozenset[str]
    """Lemmas of its adjectives, complements and object."""
    amount: str
    """A number that hangs on it; empty without one."""
    vector: NDArray[np.float32] | None
    """Of length 1; None where the language model has none."""
    facts: SentenceFacts


def views(triggers: Sequence[Trigger], facts: dict[SentenceKey, SentenceFacts]) -> list[View]:
    """What the comparison of pairs needs of each trigger; there is one at least."""
    vocab = triggers[0].candidate.paragraph.doc.vocab
    vectors = word_vectors(vocab, [trigger.candidate.words.orths[trigger.candidate.at] for trigger in triggers])
    lengths = np.sqrt((vectors * vectors).sum(axis=1))
    units = [vector / length if length else None for vector, length in zip(vectors, lengths, strict=True)]
    return [_view(trigger, vector, facts) for trigger, vector in zip(triggers, units, strict=True)]


def _view(trigger: Trigger, vector: NDArray[np.float32] | None, facts: dict[SentenceKey, SentenceFacts]) -> View:
    candidate = trigger.candidate
    words, at = candidate.words, candidate.at
    children = words.children[at]
    return View(
        trigger=trigger,
        lemma=candidate.lemma,
        pos=words.pos[at],
        place=candidate.place,
        sentence=candidate.sentence,
        block=candidate.block,
        determiner=next((words.forms[child] for child in children if words.deps[child] == "det"), "-"),
        names=_names(words, at),
        modifiers=frozenset(words.lemmas[child] for child in children if words.deps[child] in MODIFYING),
        amount=next((words.texts[child] for child in children if words.deps[child] == "nummod"), ""),
        vector=vector,
        facts=facts.get(candidate.sentence, NO_FACTS),
    )


def _names(words: Words, at: int) -> frozenset[str]:
    near = [at, *(child for child in words.children[at] if words.deps[child] in NAMING)]
    if words.deps[at] in SHARING:
        near.append(words.heads[at])
    named = (word for head in near for word in (head, *words.children[head]))
    return frozenset(words.texts[word] for word in named if words.pos[word] == "PROPN" and word != at)


def _apart(a: View, b: View) -> bool:
    """Whether two meetings or deals name other people right at their triggers: then they are two."""
    return a.trigger.type in RECIPROCAL and _relation(a.names, b.names) == "apart"


def pair_features(a: View, b: View) -> list[str]:
    """What the `pairs` model sees of two triggers of one type, `a` the earlier."""
    type_, same = a.trigger.type, a.lemma == b.lemma
    apart = "sentence" if a.sentence == b.sentence else str(min(b.block - a.block, 4))
    names = _relation(a.names, b.names)
    return [
        f"type={type_}",
        f"lemma={same}",
        f"type={type_}|lemma={same}",
        f"apart={apart}|lemma={same}",
        f"type={type_}|apart={apart}",
        f"places={a.place}|{b.place}",
        f"places={a.place}|{b.place}|{same}|{type_}",
        f"det={b.determiner}|{b.pos}|{same}",
        f"pos={a.pos}|{b.pos}|{apart}",
        f"words={min(a.lemma, b.lemma)}|{max(a.lemma, b.lemma)}",
        f"near={_closeness(a, b)}|{same}",
        f"sure={a.trigger.probability > 0.6}|{b.trigger.probability > 0.6}",
        f"names={names}",
        f"names={names}|{same}|{a.pos}{b.pos}",
        f"modifiers={not a.modifiers.isdisjoint(b.modifiers)}|{same}",
        f"numbers={'apart' if a.amount and b.amount and a.amount != b.amount else 'none'}",
        *_shared_facts(a.facts, b.facts, same_lemma=same),
    ]


def _relation(left: frozenset[str], right: frozenset[str]) -> str:
    """Whether two sets share anything; `none` where one is empty."""
    return "none" if not (left and right) else "apart" if left.isdisjoint(right) else "shared"


def _closeness(a: View, b: View) -> int:
    """Cosine of the two words in fifths, -1 where one has no vector."""
    if a.vector is None or b.vector is None:
        return -1
    return int(4 * max(0.0, float(a.vector @ b.vector)) + _ROUNDING)


def _shared_facts(a: SentenceFacts, b: SentenceFacts, *, same_lemma: bool) -> Iterator[str]:
    for name, left, right in (("actors", a.actors, b.actors), ("places", a.places, b.places), ("times", a.times, b.times)):
        relation = _relation(left, right)
        yield f"{name}={relation}"
        yield f"{name}={relation}|{same_lemma}"
