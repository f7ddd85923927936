"""Event coding: who did what to whom, where and when, according to whom.

    candidates → triggers → groups (one an event) → parties, place, date, status, source, casualties → CodedEvent

The lexicon proposes readings and frames, trained linear models decide (`stream.language.event_models`). Types are those
of PLOVER 2.0 and our extension types.
"""

import hashlib
from collections import Counter
from typing import cast

import msgspec

from stream.analysis.annotations import Analysis, CodedEvent, EventStatus, Span
from stream.analysis.attribution import Sources
from stream.analysis.candidates import entities_at, find_candidates
from stream.analysis.casualties import casualties_of
from stream.analysis.casualty_features import Count, Toll, find_counts
from stream.analysis.dating import date_of
from stream.analysis.dating_features import Choice, Situation, choices
from stream.analysis.event_places import Named, named_places, place_of_event
from stream.analysis.event_view import best_trigger, event_features, status_features
from stream.analysis.merging import SentenceFacts, SentenceKey, merge, sentence_facts
from stream.analysis.parties import EntityAt, find_parties
from stream.analysis.ties import Site
from stream.analysis.triggers import Trigger, find_triggers
from stream.knowledge.plover import cameo
from stream.language.pack import LanguagePack

SURE = 0.35
"""Confidence from which an event is published: typed F1 on 150 held-out stories is .593 at .25, .592 at .35, .568 at .45."""


SURE_OF_MAIN = 0.2
"""The same for the event that the story seems to be about: most stories have one."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the whole story while its events are coded."""

    analysis: Analysis
    entities: EntityAt
    facts: dict[SentenceKey, SentenceFacts]
    places: list[Named]
    country: str | None
    """The only country whose places the story names."""
    choices: tuple[Choice, ...]
    """Expressions of time that may date an event."""
    counts: tuple[Count, ...]
    """Numbers of killed and injured."""
    sites: list[Site]
    """The triggers of all events."""
    sources: Sources


class Found(msgspec.Struct, frozen=True):
    """An event before it is coded: its triggers, and how sure and how central it is."""

    group: list[Trigger]
    sure: float
    main: float


def code_events(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `events`."""
    facts = sentence_facts(analysis)
    found = _find(analysis, facts, pack)
    places = named_places(analysis)
    countries = {named.entity.country for named in places if named.entity.country}
    scene = Scene(
        analysis=analysis,
        entities=entities_at(analysis),
        facts=facts,
        places=places,
        country=countries.pop() if len(countries) == 1 else None,
        choices=choices(analysis),
        counts=find_counts(analysis.paragraphs, pack.losses.words, pack.losses.numbers),
        sites=[site for event in found for site in _sites(event.group)],
        sources=Sources(analysis, pack),
    )
    main = max(range(len(found)), key=lambda row: found[row].main, default=None)
    events = [_code(event, scene, pack, main=row == main) for row, event in enumerate(found)]
    return msgspec.structs.replace(analysis, events=tuple(_with_ids(analysis.story.story_id, found, events)))


def _find(analysis: Analysis, facts: dict[SentenceKey, SentenceFacts], pack: LanguagePack) -> list[Found]:
    triggers = find_triggers(find_candidates(analysis, pack.triggers), pack.events)
    groups = merge(triggers, facts, pack.events.pairs)
    if not groups:
        return []
    rows = [list(event_features(group, order=order, events=len(groups))) for order, group in enumerate(groups)]
    sure = pack.events.sure.probabilities(rows)[:, pack.events.sure.classes.index("yes")]
    main = pack.events.main.probabilities(rows)[:, pack.events.main.classes.index("yes")]
    found = [Found(group, float(s), float(m)) for group, s, m in zip(groups, sure, main, strict=True)]
    central = max(found, key=lambda event: event.main)
    return [event for event in found if event.sure >= (SURE if event is not central else SURE_OF_MAIN)]


def _code(event: Found, scene: Scene, pack: LanguagePack, *, main: bool) -> CodedEvent:
    group, best = event.group, best_trigger(event.group)
    entry = best.candidate.entry(best.type)
    place = place_of_event(group, scene.places, pack.events)
    country = place.country if place else scene.country
    actors, recipients = find_parties(group, scene.entities, pack, country=country)
    status = _status(group, scene, pack)
    mode = _mode(best, pack)
    sentence = best.candidate.token.sent
    sites = _sites(group)
    others = [site for site in scene.sites if site not in sites]
    return CodedEvent(
        event_mention_id="",
        type=best.type,
        modes=(mode,) if mode else (),
        contexts=entry.contexts if entry else (),
        cameo=cameo(best.type, mode),
        triggers=tuple(_trigger_span(trigger) for trigger in group),
        actors=actors,
        recipients=recipients,
        place=place,
        date=date_of(_situation(best.type, sites, others, scene), pack.dating),
        status=status,
        attribution=scene.sources.of(sites, best.type, status),
        casualties=casualties_of(Toll(triggers=sites, others=others, type=best.type, counts=scene.counts), pack.losses.model),
        main=main,
        confidence=round(event.sure, 4),
        sentence=best.candidate.paragraph.span(sentence),
        method="lexicon+model" if entry else "model",
    )


def _sites(group: list[Trigger]) -> list[Site]:
    return [Site(trigger.candidate.paragraph, trigger.candidate.token) for trigger in group]


def _situation(type_: str, sites: list[Site], others: list[Site], scene: Scene) -> Situation:
    return Situation(triggers=sites, others=others, type=type_, published=scene.analysis.story.published, choices=scene.choices)


def _trigger_span(trigger: Trigger) -> Span:
    candidate = trigger.candidate
    return candidate.paragraph.span(candidate.paragraph.doc[candidate.start : candidate.end])


def _status(group: list[Trigger], scene: Scene, pack: LanguagePack) -> EventStatus:
    row = list(status_features(group, scene.facts, scene.analysis.story.published))
    model = pack.events.status
    return cast(EventStatus, model.classes[int(model.scores([row])[0].argmax())])


def _mode(best: Trigger, pack: LanguagePack) -> str | None:
    """The type's most likely mode; None where that is no mode at all."""
    model = pack.events.modes
    scores = model.scores([best.candidate.features])[0]
    own = [column for column, name in enumerate(model.classes) if name.startswith(f"{best.type}/")]
    if not own:
        return None
    return model.classes[max(own, key=lambda column: float(scores[column]))].partition("/")[2] or None


def _with_ids(story_id: str, found: list[Found], events: list[CodedEvent]) -> list[CodedEvent]:
    """The events with their ids: digest of story, type, head lemma, parties, and an ordinal among equals."""
    seen: Counter[tuple[str, ...]] = Counter()
    out = []
    for event, coded in zip(found, events, strict=True):
        parties = sorted(party.name or party.text for party in (*coded.actors, *coded.recipients))
        key = (story_id, coded.type, best_trigger(event.group).candidate.token.lemma_.lower(), *parties)
        digest = hashlib.sha256("\x1f".join((*key, str(seen[key]))).encode()).hexdigest()[:32]
        seen[key] += 1
        out.append(msgspec.structs.replace(coded, event_mention_id=digest))
    return out
