"""Who takes part in an event: actors and recipients, from the syntax around its triggers.

Every noun phrase of a trigger's sentence is judged by the `roles` model, which sees the path between the two in the
dependency tree, the voice, the preposition, what kind of participant it is, and what the lexicon's frame of the trigger
says of the slot the phrase stands in. So the frame proposes, and where it is silent the model decides.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from stream.analysis.annotations import Paragraph
from stream.analysis.candidates import Candidate, EntityAt
from stream.analysis.findings import Entity, Party
from stream.analysis.ties import reach
from stream.analysis.triggers import Trigger
from stream.knowledge.countries import by_demonym
from stream.language.agents import AgentLexicon
from stream.language.event_models import NONE
from stream.language.linear import LinearModel
from stream.language.words import Words

NOUN_POS = frozenset({"NOUN", "PROPN", "PRON"})
NO_HEAD = frozenset({"flat:name", "flat:foreign", "fixed", "expl:subj", "expl:comp", "expl:pass", "compound", "goeswith"})
"""Dependencies of words that are no head of a noun phrase of their own."""
BESIDE = frozenset({"flat:name", "appos"})
"""Dependencies of a name that stands beside the phrase it names."""
PATH_LIMIT = 5
"""Steps in the tree beyond which a phrase is not looked at: 97 % of the training gold's parties are nearer."""


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase of the story."""

    paragraph: Paragraph
    at: int
    """Its head, as a token of the paragraph."""
    preposition: str
    """Lemma of the one before it; empty where there is none."""
    entity: Entity | None
    sector: str | None


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase as seen from a trigger of its sentence."""

    noun: Noun
    path: str
    """Steps from the trigger: `>nsubj` down to a dependent, `<obj` up to a governor."""
    steps: int

    @property
    def token(self) -> Token:
        """Its head."""
        return self.noun.paragraph.doc[self.noun.at]


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase with the role it plays."""

    noun: Noun
    role: str
    probability: float


class Nouns:
    """The noun phrases of a story, those of a sentence read once for all triggers in it."""

    def __init__(self, entities: EntityAt, agents: AgentLexicon) -> None:
        self.entities = entities
        self._agents = agents
        self._read: dict[tuple[int, int], list[Noun]] = {}

    def beside(self, candidate: Candidate) -> list[Noun]:
        """Those in a candidate's sentence."""
        if candidate.sentence not in self._read:
            self._read[candidate.sentence] = list(self._in_sentence(candidate))
        return self._read[candidate.sentence]

    def _in_sentence(self, candidate: Candidate) -> Iterator[Noun]:
        words = candidate.words
        for at in words.sentence(candidate.at):
            if words.pos[at] in NOUN_POS and words.deps[at] not in NO_HEAD:
                entity = self._entity(candidate.paragraph, at)
                yield Noun(
                    paragraph=candidate.paragraph,
                    at=at,
                    preposition=words.case(at),
                    entity=entity,
                    sector=sector_of(words, at, entity, self._agents),
                )

    def _entity(self, paragraph: Paragraph, at: int) -> Entity | None:
        """The entity that a phrase names: at its head, or beside it ("M. Le Drian", "le ministre Jean-Yves Le Drian")."""
        words, index = paragraph.words, paragraph.index
        own = self.entities.get((index, at))
        if own is not None or words.pos[at] == "PRON":
            return own
        beside = (child for child in words.children[at] if at < child <= at + 4 and words.deps[child] in BESIDE)
        return next((entity for child in beside if (entity := self.entities.get((index, child)))), None)


def phrases(candidate: Candidate, nouns: Nouns) -> list[Phrase]:
    """The noun phrases of the trigger's sentence within reach of it."""
    near = reach(candidate.words, candidate.at, PATH_LIMIT)
    return [
        Phrase(noun=noun, path=near[noun.at][0], steps=near[noun.at][1])
        for noun in nouns.beside(candidate)
        if noun.at in near and not candidate.start <= noun.at < candidate.end
    ]


def sector_of(words: Words, at: int, entity: Entity | None, agents: AgentLexicon) -> str | None:
    """PLOVER sector of a phrase: from its own words, else from the role or the name of its entity."""
    behind = (words.lemmas[child] for child in words.children[at] if child > at and words.deps[child] in ("amod", "nmod"))
    found = agents.sector([words.lemmas[at], *behind])
    if found is None and entity is not None and entity.role:
        found = agents.sector(entity.role.lower().split())
    if found is None and entity is not None and entity.type == "ORG":
        found = agents.sector(entity.name.lower().split())
    return found


def role_features(trigger: Trigger, phrase: Phrase, *, passive: bool) -> list[str]:
    """What the `roles` model sees of a trigger and a phrase; `passive` as `is_passive` says of the trigger."""
    candidate, noun, type_, path = trigger.candidate, phrase.noun, trigger.type, phrase.path
    words, at, lemma = candidate.words, candidate.at, candidate.lemma
    word, preposition, sector = words.lemmas[noun.at], noun.preposition, noun.sector
    framed = framed_role(trigger, phrase, passive=passive)
    kind = noun.entity.type if noun.entity else words.pos[noun.at]
    return [
        f"path={path}",
        f"path={path}|{words.pos[at]}|{passive}",
        f"path={path}|{preposition}",
        f"path={path}|{preposition}|{type_}",
        f"path={path}|{type_}|{passive}",
        f"path={path}|{kind}",
        f"path={path}|{lemma}",
        f"path={path}|{preposition}|{lemma}",
        f"frame={framed}",
        f"frame={framed}|{type_}",
        f"frame={framed}|{path}",
        f"kind={kind}",
        f"kind={kind}|{type_}",
        f"sector={sector}",
        f"sector={sector}|{type_}",
        f"word={word}|{type_}",
        f"word={word}",
        f"steps={phrase.steps}|{'before' if noun.at < at else 'after'}",
        f"prep={preposition}|{type_}",
        f"dep={words.deps[noun.at]}|{type_}",
        f"distance={min(abs(noun.at - at) // 4, 5)}",
        f"quoted={candidate.quoted}|{path}",
    ]


def is_passive(words: Words, at: int) -> bool:
    """Passive voice, or a participle that qualifies a noun."""
    if words.deps[at] == "acl" and "Part" in words.morph(at).get("VerbForm", ()):
        return True
    return any(words.deps[child] in ("aux:pass", "nsubj:pass") for child in words.children[at])


def framed_role(trigger: Trigger, phrase: Phrase, *, passive: bool) -> str:
    """The role that the lexicon's frame gives to the slot of a direct dependent; NONE without one."""
    entry, preposition = trigger.candidate.entry(trigger.type), phrase.noun.preposition
    if entry is None or phrase.steps != 1 or not phrase.path.startswith(">"):
        return NONE
    dep = phrase.path[1:]
    if dep.startswith("nsubj"):
        return entry.frame.get("obj" if passive or dep == "nsubj:pass" else "subj", NONE)
    if dep == "obj":
        return entry.frame.get("obj", NONE)
    if preposition == "par" and "par" not in entry.frame:
        return entry.frame.get("subj", NONE)
    return entry.frame.get(preposition, NONE)


def find_roles(groups: Sequence[list[Trigger]], nouns: Nouns, model: LinearModel) -> list[list[Role]]:
    """For each event, the noun phrases that play a part in it."""
    found: list[list[Role]] = [[] for _ in groups]
    seen: list[tuple[int, Noun]] = []
    rows: list[list[str]] = []
    for number, trigger in ((number, trigger) for number, group in enumerate(groups) for trigger in group):
        passive = is_passive(trigger.candidate.words, trigger.candidate.at)
        for phrase in phrases(trigger.candidate, nouns):
            seen.append((number, phrase.noun))
            rows.append(role_features(trigger, phrase, passive=passive))
    if not seen:
        return found
    probabilities = model.probabilities(rows)
    best = probabilities.argmax(axis=1)
    for row in np.flatnonzero(best != model.classes.index(NONE)).tolist():
        number, noun = seen[row]
        found[number].append(Role(noun=noun, role=model.classes[best[row]], probability=float(probabilities[row, best[row]])))
    return found


def parties_of(roles: Sequence[Role], nouns: Nouns, *, country: str | None) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """(actors, recipients) of an event, each participant once, in the order of its first words.

    Args:
        roles: who plays a part in it.
        nouns: the story's.
        country: where it happened. "La police" without a country of its own is that of the place.
    """
    best: dict[str, Role] = {}
    for role in roles:
        noun = role.noun
        key = noun.entity.name if noun.entity else noun.paragraph.words.lemmas[noun.at]
        if key not in best or role.probability > best[key].probability:
            best[key] = role
    ordered = sorted(best.values(), key=lambda role: (role.noun.paragraph.index, role.noun.at))
    actors = tuple(_party(role.noun, nouns.entities, country) for role in ordered if role.role == "actor")
    return actors, tuple(_party(role.noun, nouns.entities, country) for role in ordered if role.role == "recipient")


def _party(noun: Noun, entities: EntityAt, country: str | None) -> Party:
    paragraph, entity = noun.paragraph, noun.entity
    token = paragraph.doc[noun.at]
    span = paragraph.span(phrase_span(token))
    return Party(
        start=span.start,
        end=span.end,
        text=span.text,
        entity=entity.id if entity else None,
        name=entity.name if entity else None,
        country=entity.country if entity else _country(token, paragraph, entities) or country,
        sector=noun.sector,
    )


def phrase_span(token: Token) -> DocSpan:
    """A noun phrase without its relative clauses: determiner, adjectives, complements and the name's own words."""
    first = last = token.i
    for child in token.lefts:
        if child.dep_ in ("det", "amod", "nummod", "flat:name"):
            first = min(first, child.left_edge.i)
    for child in token.rights:
        if child.dep_ in ("flat:name", "flat:foreign", "amod", "nmod", "appos", "compound") and child.left_edge.i <= last + 2:
            last = max(last, phrase_span(child)[-1].i)
    return token.doc[first : last + 1]


def _country(token: Token, paragraph: Paragraph, entities: EntityAt) -> str | None:
    """Country of a phrase without a name of its own: by its adjective ("l'armée israélienne") or complement ("police de Rio")."""
    for child in token.children:
        if child.dep_ == "amod" and (country := by_demonym(child.text)):
            return country.iso3
        if child.dep_ == "nmod" and (place := entities.get((paragraph.index, child.i))) and place.country:
            return place.country
    demonym = by_demonym(token.text) if token.text[:1].isupper() else None
    return demonym.iso3 if demonym else None
