"""Event coding: who did what to whom, where and when, according to whom.

    candidates → triggers → groups (one an event) → parties, place, date, status, source, casualties → CodedEvent

The lexicon proposes readings and frames, trained linear models decide (`stream.language.event_models`). Types are those
of PLOVER 2.0 and our extension types.
"""

import hashlib
from collections import Counter, defaultdict
from typing import cast

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.attribution import Sources
from stream.analysis.candidates import EntityAt, entities_at, find_candidates
from stream.analysis.casualties import casualties_of
from stream.analysis.casualty_features import Count, Toll, find_counts
from stream.analysis.dating import date_events
from stream.analysis.dating_timeline import Datable
from stream.analysis.event_places import Named, named_places, place_of_event
from stream.analysis.event_view import best_trigger, event_features, status_features
from stream.analysis.findings import CodedEvent, EventDate, EventStatus
from stream.analysis.merging import SentenceFacts, SentenceKey, merge, sentence_facts
from stream.analysis.parties import Nouns, Role, find_roles, parties_of
from stream.analysis.ties import Site
from stream.analysis.triggers import Trigger, find_triggers
from stream.knowledge.plover import cameo
from stream.language.event_models import EventModels
from stream.language.linear import LinearModel
from stream.language.pack import LanguagePack

SURE = 0.35
"""Confidence from which an event is published: typed F1 on 150 held-out stories is .599 at .30, .595 at .35, .583 at .45."""


SURE_OF_MAIN = 0.2
"""The same for the event that the story seems to be about: most stories have one."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the whole story while its events are coded."""

    analysis: Analysis
    nouns: Nouns
    facts: dict[SentenceKey, SentenceFacts]
    places: list[Named]
    country: str | None
    """The only country whose places the story names."""
    counts: tuple[Count, ...]
    """Numbers of killed and injured."""
    sites: list[list[Site]]
    """The triggers of each event."""
    sources: Sources


class Found(msgspec.Struct, frozen=True):
    """An event before it is coded: its triggers, and how sure and how central it is."""

    group: list[Trigger]
    sure: float
    main: float


class Outline(msgspec.Struct, frozen=True):
    """What one call of a model tells of all events of a story."""

    status: EventStatus
    mode: str | None
    roles: list[Role]


def code_events(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `events`."""
    facts, entities = sentence_facts(analysis), entities_at(analysis)
    found = _find(analysis, entities, facts, pack)
    if not found:
        return msgspec.structs.replace(analysis, events=())
    places = named_places(analysis)
    countries = {named.entity.country for named in places if named.entity.country}
    scene = Scene(
        analysis=analysis,
        nouns=Nouns(entities, pack.agents),
        facts=facts,
        places=places,
        country=countries.pop() if len(countries) == 1 else None,
        counts=find_counts(analysis.paragraphs, pack.losses.words, pack.losses.numbers),
        sites=[_sites(event.group) for event in found],
        sources=Sources(analysis, pack),
    )
    main = max(range(len(found)), key=lambda row: found[row].main)
    outlines = _outlines([event.group for event in found], scene, pack.events)
    dates = date_events(analysis, _datables(found, outlines, scene), pack.dating)
    events = [_code(found[row], outlines[row], dates[row], scene, pack, row=row, main=row == main) for row in range(len(found))]
    return msgspec.structs.replace(analysis, events=tuple(_with_ids(analysis.story.story_id, found, events)))


def _find(analysis: Analysis, entities: EntityAt, facts: dict[SentenceKey, SentenceFacts], pack: LanguagePack) -> list[Found]:
    models = pack.events
    triggers = find_triggers(find_candidates(analysis, entities, pack.triggers, models.glance), models)
    groups = merge(triggers, facts, models.pairs)
    if not groups:
        return []
    rows = [list(event_features(group, order=order, events=len(groups))) for order, group in enumerate(groups)]
    found = [Found(*event) for event in zip(groups, models.sure.chances(rows), models.main.chances(rows), strict=True)]
    central = max(found, key=lambda event: event.main)
    return [event for event in found if event.sure >= (SURE if event is not central else SURE_OF_MAIN)]


def _outlines(groups: list[list[Trigger]], scene: Scene, models: EventModels) -> list[Outline]:
    roles = find_roles(groups, scene.nouns, models.roles)
    published = scene.analysis.story.published
    rows = [status_features(group, scene.facts, published) for group in groups]
    statuses = [models.status.classes[column] for column in models.status.scores(rows).argmax(axis=1)]
    modes = _modes([best_trigger(group) for group in groups], models.modes)
    return [Outline(cast(EventStatus, status), mode, own) for status, mode, own in zip(statuses, modes, roles, strict=True)]


def _datables(found: list[Found], outlines: list[Outline], scene: Scene) -> list[Datable]:
    return [
        Datable(triggers=sites, type=best_trigger(event.group).type, status=outline.status)
        for event, outline, sites in zip(found, outlines, scene.sites, strict=True)
    ]


def _code(
    event: Found, outline: Outline, date: EventDate | None, scene: Scene, pack: LanguagePack, *, row: int, main: bool
) -> CodedEvent:
    group, best = event.group, best_trigger(event.group)
    entry = best.candidate.entry(best.type)
    place = place_of_event(group, scene.places, pack.events)
    actors, recipients = parties_of(outline.roles, scene.nouns, country=place.country if place else scene.country)
    sentence = best.candidate.words.sentence(best.candidate.at)
    sites = scene.sites[row]
    others = [site for number, those in enumerate(scene.sites) if number != row for site in those]
    return CodedEvent(
        event_mention_id="",
        type=best.type,
        modes=(outline.mode,) if outline.mode else (),
        contexts=entry.contexts if entry else (),
        cameo=cameo(best.type, outline.mode),
        triggers=tuple(
            trigger.candidate.paragraph.words_from(trigger.candidate.start, trigger.candidate.end) for trigger in group
        ),
        actors=actors,
        recipients=recipients,
        place=place,
        date=date,
        status=outline.status,
        attribution=scene.sources.of(sites, best.type, outline.status),
        casualties=casualties_of(Toll(triggers=sites, others=others, type=best.type, counts=scene.counts), pack.losses.model),
        main=main,
        confidence=round(event.sure, 4),
        sentence=best.candidate.paragraph.words_from(sentence.start, sentence.stop),
        method="lexicon+model" if entry else "model",
    )


def _sites(group: list[Trigger]) -> list[Site]:
    return [Site(trigger.candidate.paragraph, trigger.candidate.token) for trigger in group]


def _modes(triggers: list[Trigger], model: LinearModel) -> list[str | None]:
    """The most likely mode of each trigger's type; None where that is no mode at all."""
    columns: dict[str, list[int]] = defaultdict(list)
    modes: list[str] = []
    for column, name in enumerate(model.classes):
        type_, _, mode = name.partition("/")
        columns[type_].append(column)
        modes.append(mode)
    scores = model.scores([trigger.candidate.features for trigger in triggers])
    best = [max(columns[trigger.type], key=row.__getitem__, default=None) for trigger, row in zip(triggers, scores, strict=True)]
    return [None if column is None else modes[column] or None for column in best]


def _with_ids(story_id: str, found: list[Found], events: list[CodedEvent]) -> list[CodedEvent]:
    """The events with their ids: digest of story, type, head lemma, parties, and an ordinal among equals."""
    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for event, coded in zip(found, events, strict=True):
        parties = sorted(party.name or party.text for party in (*coded.actors, *coded.recipients))
        key = (story_id, coded.type, best_trigger(event.group).candidate.lemma, *parties)
        digest = hashlib.sha256("\x1f".join((*key, str(seen[key]))).encode()).hexdigest()[:32]
        seen[key] += 1
        out.append(msgspec.structs.replace(coded, event_mention_id=digest))
    return out
