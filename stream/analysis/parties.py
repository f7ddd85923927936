"""Who takes part in an event: actors and recipients, from the syntax around its triggers.

Every noun phrase of a trigger's sentence is judged by the `roles` model, which sees the path between the two in the
dependency tree, the voice, the preposition, what kind of participant it is, and what the lexicon's frame of the trigger
says of the slot the phrase stands in. So the frame proposes, and where it is silent the model decides.
"""

from collections.abc import Iterator, Mapping

import msgspec
from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from stream.analysis.annotations import Entity, Paragraph, Party
from stream.analysis.candidates import Candidate
from stream.analysis.triggers import Trigger
from stream.knowledge.countries import by_demonym
from stream.language.agents import AgentLexicon
from stream.language.event_models import NONE
from stream.language.pack import LanguagePack

NOUN_POS = frozenset({"NOUN", "PROPN", "PRON"})
NO_HEAD = frozenset({"flat:name", "flat:foreign", "fixed", "expl:subj", "expl:comp", "expl:pass", "compound", "goeswith"})
"""Dependencies of words that are no head of a noun phrase of their own."""
PATH_LIMIT = 5
"""Steps in the tree beyond which a phrase is not looked at: 97 % of the training gold's parties are nearer."""


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase in a trigger's sentence."""

    token: Token
    path: str
    """Steps from the trigger: `>nsubj` down to a dependent, `<obj` up to a governor."""
    steps: int
    entity: Entity | None
    sector: str | None


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase with the role it plays."""

    phrase: Phrase
    paragraph: Paragraph
    role: str
    probability: float


EntityAt = Mapping[tuple[int, int], Entity]
"""Paragraph index and token index → the entity named there."""


def phrases(candidate: Candidate, entities: EntityAt, agents: AgentLexicon) -> list[Phrase]:
    """The noun phrases of the trigger's sentence within reach of it."""
    out = []
    for token in candidate.token.sent:
        if token.pos_ not in NOUN_POS or token.dep_ in NO_HEAD or candidate.start <= token.i < candidate.end:
            continue
        steps = _path(candidate.token, token)
        if steps:
            entity = _entity_of(token, candidate.paragraph, entities)
            out.append(
                Phrase(token=token, path="".join(steps), steps=len(steps), entity=entity, sector=sector_of(token, entity, agents))
            )
    return out


def _entity_of(token: Token, paragraph: Paragraph, entities: EntityAt) -> Entity | None:
    """The entity that a phrase names: at its head, or beside it ("M. Le Drian", "le ministre Jean-Yves Le Drian")."""
    beside = (child for child in token.rights if child.dep_ in ("flat:name", "appos") and child.i <= token.i + 4)
    heads = [token, *(beside if token.pos_ != "PRON" else ())]
    named = (entities.get((paragraph.index, head.i)) for head in heads)
    return next((entity for entity in named if entity is not None), None)


def sector_of(token: Token, entity: Entity | None, agents: AgentLexicon) -> str | None:
    """PLOVER sector of a phrase: from its own words, else from the role or the name of its entity."""
    words = [token.lemma_.lower(), *(child.lemma_.lower() for child in token.rights if child.dep_ in ("amod", "nmod"))]
    found = agents.sector(words)
    if found is None and entity is not None:
        if entity.role:
            found = agents.sector(entity.role.lower().split())
        if found is None and entity.type == "ORG":
            found = agents.sector(entity.name.lower().split())
        if found is None and entity.type == "LOC":
            found = "GOV"  # the training gold's commonest for a place that acts: 83 of 219, but it gives 98 none
    return found


def _path(start: Token, goal: Token) -> list[str]:
    """Dependency steps from `start` to `goal`, empty when there are more than PATH_LIMIT."""
    up = [start, *start.ancestors][: PATH_LIMIT + 1]
    down: list[Token] = []
    node = goal
    while node not in up:
        down.append(node)
        if node.head is node or len(down) > PATH_LIMIT:
            return []
        node = node.head
    climbed = up[: up.index(node)]
    steps = [f"<{token.dep_}" for token in climbed] + [f">{token.dep_}" for token in reversed(down)]
    return steps if 0 < len(steps) <= PATH_LIMIT else []


def role_features(trigger: Trigger, phrase: Phrase) -> Iterator[str]:
    """What the `roles` model sees of a trigger and a phrase."""
    token, word = trigger.candidate.token, phrase.token
    lemma, type_, path = token.lemma_.lower(), trigger.type, phrase.path
    passive = _is_passive(token)
    preposition = next((child.lemma_.lower() for child in word.children if child.dep_ == "case"), "")
    framed = framed_role(trigger, phrase, preposition=preposition, passive=passive)
    kind = phrase.entity.type if phrase.entity else word.pos_
    yield f"path={path}"
    yield f"path={path}|{token.pos_}|{passive}"
    yield f"path={path}|{preposition}"
    yield f"path={path}|{preposition}|{type_}"
    yield f"path={path}|{type_}|{passive}"
    yield f"path={path}|{kind}"
    yield f"path={path}|{lemma}"
    yield f"path={path}|{preposition}|{lemma}"
    yield f"frame={framed}"
    yield f"frame={framed}|{type_}"
    yield f"frame={framed}|{path}"
    yield f"kind={kind}"
    yield f"kind={kind}|{type_}"
    yield f"sector={phrase.sector}"
    yield f"sector={phrase.sector}|{type_}"
    yield f"word={word.lemma_.lower()}|{type_}"
    yield f"word={word.lemma_.lower()}"
    yield f"steps={phrase.steps}|{'before' if word.i < token.i else 'after'}"
    yield f"prep={preposition}|{type_}"
    yield f"dep={word.dep_}|{type_}"
    yield f"distance={min(abs(word.i - token.i) // 4, 5)}"
    yield f"quoted={trigger.candidate.quoted}|{path}"


def _is_passive(token: Token) -> bool:
    """Passive voice, or a participle that qualifies a noun."""
    if token.dep_ == "acl" and "Part" in token.morph.get("VerbForm", []):
        return True
    return any(child.dep_ in ("aux:pass", "nsubj:pass") for child in token.children)


def framed_role(trigger: Trigger, phrase: Phrase, *, preposition: str, passive: bool) -> str:
    """The role that the lexicon's frame gives to the slot of a direct dependent; NONE without one."""
    entry = trigger.candidate.entry(trigger.type)
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


def find_parties(
    group: list[Trigger], entities: EntityAt, pack: LanguagePack, *, country: str | None
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """(actors, recipients) of an event, each participant once, in the order of its first words.

    Args:
        group: the event's triggers.
        entities: who is named where.
        pack: the language.
        country: where it happened. "La police" without a country of its own is that of the place.
    """
    best: dict[str, Role] = {}
    for role in _roles(group, entities, pack):
        phrase = role.phrase
        key = phrase.entity.name if phrase.entity else phrase.token.lemma_.lower()
        if key not in best or role.probability > best[key].probability:
            best[key] = role
    ordered = sorted(best.values(), key=lambda role: (role.paragraph.index, role.phrase.token.i))
    actors = tuple(_party(role, entities, country) for role in ordered if role.role == "actor")
    return actors, tuple(_party(role, entities, country) for role in ordered if role.role == "recipient")


def _party(role: Role, entities: EntityAt, country: str | None) -> Party:
    phrase, paragraph = role.phrase, role.paragraph
    entity = phrase.entity
    span = paragraph.span(phrase_span(phrase.token))
    return Party(
        start=span.start,
        end=span.end,
        text=span.text,
        entity=entity.id if entity else None,
        name=entity.name if entity else None,
        country=entity.country if entity else _country(phrase.token, paragraph, entities) or country,
        sector=phrase.sector,
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


def _roles(group: list[Trigger], entities: EntityAt, pack: LanguagePack) -> list[Role]:
    agents, models = pack.agents, pack.events
    seen = [(trigger, phrase) for trigger in group for phrase in phrases(trigger.candidate, entities, agents)]
    if not seen:
        return []
    probabilities = models.roles.probabilities([list(role_features(trigger, phrase)) for trigger, phrase in seen])
    none = models.roles.classes.index(NONE)
    found = []
    for (trigger, phrase), row in zip(seen, probabilities, strict=True):
        role = int(row.argmax())
        if role != none:
            name, paragraph = models.roles.classes[role], trigger.candidate.paragraph
            found.append(Role(phrase=phrase, paragraph=paragraph, role=name, probability=float(row[role])))
    return found
