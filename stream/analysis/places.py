"""Step `places`: where the places of a story lie, and what country its people and organisations belong to.

A name may be that of several places (Vienne, Tripoli, Géorgie). Each reading has a weight (a country before a capital
before a large town), and the story decides: a place named right behind in brackets, the countries that its other places
lie in, the dateline. Places no gazetteer knows lie where the place they are named after does ("zoo de Mulhouse"), or
where the places around them do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.findings import Entity
from stream.analysis.roles import country_in
from stream.knowledge import gazetteer
from stream.knowledge.gazetteer import Reading
from stream.knowledge.spelling import fold
from stream.language.names import NameLexicon
from stream.language.pack import LanguagePack

BRACKETED = 6.0
"""Weight of the country of a place named in brackets right behind."""
SETTING = 2.5
"""Weight of being the only country of the story; less in proportion where there are several."""
TOWN = 4.5
"""Least weight of a place that a name or role may be about without the story being set in its country."""
CLEAR = 2.0
"""By how much a reading must be weightier than those in other countries to speak for its country."""
DATELINE = 2
"""Mentions' worth of evidence that the dateline gives."""
DOMINANT, ALONE = 0.75, 0.95
"""Share of the story's located mentions in one country from which on it is set there. On the 200 training stories that
the rule was made on, a country so given to a person with a role or a body of a common name ("parquet") was right in 58
of 58 cases; to others in 91 of 93 where all of two mentions or more lie there, and in fewer otherwise (33 of 48)."""
MOSTLY = 0.5
"""The same for a place that no gazetteer knows."""

Evidence = Counter[str]

_CAPITALISED = re.compile(r"(?P<before>\w+['’]|\w+(?=\s))\s*(?=[A-ZÀ-Ý])")
"""A word and the place before a capital letter behind it."""


def locate(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in country and coordinates of places, then the country of people and organisations."""
    evidence = _evidence(analysis)
    bracketed = _bracketed(analysis)
    located = [
        _place(entity, evidence, bracketed.get(entity.id)) if entity.type == "LOC" else entity for entity in analysis.entities
    ]
    near = [
        _nearby(entity, located, evidence, pack.names) if entity.type == "LOC" and not _is_known(entity) else entity
        for entity in located
    ]
    return msgspec.structs.replace(analysis, entities=tuple(_belonging(entity, near, evidence, pack.names) for entity in near))


def _is_known(entity: Entity) -> bool:
    return entity.country is not None or bool(gazetteer.readings(fold(entity.name)))


def _evidence(analysis: Analysis) -> Evidence:
    """Country → mentions of places that clearly lie in it."""
    evidence: Evidence = Counter()
    for entity in analysis.entities:
        if entity.type == "LOC":
            country = _clear_country(_readings(entity))
            if country is not None:
                evidence[country] += len(entity.mentions)
    dateline = analysis.story.dateline
    if dateline is not None and dateline.place:
        country = _clear_country(gazetteer.readings(fold(dateline.place)))
        if country is not None:
            evidence[country] += DATELINE
    return evidence


def _readings(entity: Entity) -> tuple[Reading, ...]:
    keys = dict.fromkeys(fold(text) for text in (entity.name, *(mention.text for mention in entity.mentions)))
    return next(filter(None, map(gazetteer.readings, keys)), ())


def _clear_country(readings: Sequence[Reading]) -> str | None:
    """The first reading's country, unless one in another country weighs nearly as much."""
    if not readings:
        return None
    first = readings[0]
    rival = next((reading for reading in readings if reading.country != first.country), None)
    return first.country if rival is None or first.weight - rival.weight >= CLEAR else None


def _bracketed(analysis: Analysis) -> dict[str, str]:
    """Entity → country of a place named in brackets right behind it: "Birmingham (Alabama)"."""
    mentions = sorted((mention.start, mention.end, entity) for mention, entity in analysis.mentions() if entity.type == "LOC")
    return {
        place[2].id: country
        for place, other in pairwise(mentions)
        if analysis.story.text[place[1] : other[0]] == " (" and (country := _clear_country(_readings(other[2])))
    }


def _place(entity: Entity, evidence: Evidence, bracketed: str | None) -> Entity:
    """The entity at the reading that fits the story best; unchanged where the gazetteer does not know it."""
    readings = _readings(entity)
    if not readings:
        return entity
    total = max(1, evidence.total())

    def fit(reading: Reading) -> float:
        country = reading.country or ""
        return reading.weight + SETTING * evidence[country] / total + BRACKETED * (country == bracketed)

    best = max(readings, key=fit)
    return msgspec.structs.replace(
        entity,
        country=best.country,
        geonames=best.geonames,
        lat=best.lat,
        lon=best.lon,
        method="gazetteer",
    )


def _nearby(entity: Entity, located: Sequence[Entity], evidence: Evidence, names: NameLexicon) -> Entity:
    """A place that no gazetteer knows: where the place in its name lies, or most of the story's, or the nearest."""
    if _is_wide(entity.name):
        return entity
    country = _inner_country(entity.name, evidence, names) or _dominant(evidence, MOSTLY) or _neighbour(entity, located)
    return entity if country is None else msgspec.structs.replace(entity, country=country, method="rule")


def _is_wide(name: str) -> bool:
    """Part of a continent or sea: "Europe occidentale"."""
    readings = gazetteer.readings(fold(name.partition(" ")[0]))
    return bool(readings) and readings[0].country is None


def _inner_country(words: str, evidence: Mapping[str, int], names: NameLexicon) -> str | None:
    """The country of the place that ends a name or role ("tribunal de Palerme"), or of a demonym in it."""
    for match in _CAPITALISED.finditer(words):
        if match["before"].lower().rstrip("'’") in names.small:
            known = gazetteer.readings(fold(words[match.end() :]))
            readings = [reading for reading in known if reading.weight >= TOWN or evidence[reading.country or ""]]
            if readings:
                return max(readings, key=lambda reading: reading.weight + SETTING * (evidence[reading.country or ""] > 0)).country
    return country_in(words)


def _neighbour(entity: Entity, located: Iterable[Entity]) -> str | None:
    """The country of the place mentioned nearest to the first mention."""
    at = entity.mentions[0].start
    distances = [
        (abs(mention.start - at), other.country)
        for other in located
        if other.type == "LOC" and other.country
        for mention in other.mentions
    ]
    return min(distances)[1] if distances else None


def _dominant(evidence: Evidence, share: float = DOMINANT, least: int = 1) -> str | None:
    """The country in which the story is set, if it is set in one."""
    top = evidence.most_common(1)
    return top[0][0] if top and top[0][1] >= max(least, share * evidence.total()) else None


def _belonging(entity: Entity, located: Sequence[Entity], evidence: Evidence, names: NameLexicon) -> Entity:
    """A person or organisation without a country, with that of the place in the role or name, or of the story."""
    if entity.country is not None or entity.type not in ("PER", "ORG"):
        return entity
    words = entity.role if entity.type == "PER" else entity.name
    country = (_named_in(words, located) or _inner_country(words, evidence, names)) if words else None
    if country is None:
        ordinary = entity.role is not None or entity.name[0].islower()
        country = _dominant(evidence) if ordinary else _dominant(evidence, ALONE, least=2)
    return entity if country is None else msgspec.structs.replace(entity, country=country)


def _named_in(words: str, located: Iterable[Entity]) -> str | None:
    """The country of a place of the story that is among the words."""
    padded = f" {fold(words)} "
    return next(_countries_in(padded, located), None)


def _countries_in(padded: str, located: Iterable[Entity]) -> Iterator[str]:
    for place in located:
        if place.type == "LOC" and place.country and any(f" {fold(mention.text)} " in padded for mention in place.mentions):
            yield place.country
