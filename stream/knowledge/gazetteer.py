"""Towns and regions by name: what a place name may mean, with how much speaks for each reading.

`cities.tsv.gz` has a row a town of GeoNames with 15,000 people or more, in France 1,000: id, ISO 3166-1 alpha-3, degrees
north and east, population and folded names, its own first, then the Latin ones of other languages (French among them,
GeoNames does not say which). `regions.tsv` has a row a region, department, state, district, monument, sea or continent that news
name: name, country (empty where it lies in several), kind, GeoNames id where known.
"""

import csv
import gzip
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from stream.knowledge import countries
from stream.knowledge.spelling import fold

FOLDER = Path(__file__).parent / "data"

COUNTRY, STATE, CAPITAL, REGION = 10.0, 8.5, 8.0, 6.5
"""Weights of readings, on the scale of towns: the decimal logarithm of their population. A state of the United States
weighs more than other regions: Géorgie is that one in 12 of 14 training stories."""
OWN_NAME = 0.5
FRENCH = 0.7
"""A French wire names French towns more often than their size alone would."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a place name may mean."""

    country: str | None
    """ISO 3166-1 alpha-3 of the state it lies in; None where it lies in several or none."""
    weight: float
    geonames: int | None = None
    lat: float | None = None
    lon: float | None = None


@cache
def readings(key: str) -> tuple[Reading, ...]:
    """What a folded name may mean, the weightiest first; empty for an unknown name."""
    found = [*_country(key), *_regions().get(key, ()), *_towns_named(key)]
    return tuple(sorted(found, key=lambda reading: -reading.weight))


def _country(key: str) -> Iterator[Reading]:
    country = countries.by_name(key)
    if country is not None:
        yield Reading(country=country.state, weight=COUNTRY, geonames=country.geonames)


def _towns_named(key: str) -> Iterator[Reading]:
    rows, by_name = _towns()
    capital = countries.by_capital(key)
    for number in by_name.get(key, ()):
        geonames, iso3, lat, lon, population, names = rows[number].split("\t")
        country = countries.by_iso3(iso3)
        weight = math.log10(int(population) + 10) + OWN_NAME * (names.partition("|")[0] == key) + FRENCH * (iso3 == "FRA")
        if capital is not None and capital.iso3 == iso3:
            weight = max(weight, CAPITAL)
        yield Reading(
            country=country.state if country else None, weight=weight, geonames=int(geonames), lat=float(lat), lon=float(lon)
        )


@cache
def _towns() -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """The rows as they stand, and folded name → numbers of the rows that have it (parsed only when asked for)."""
    rows = gzip.decompress((FOLDER / "cities.tsv.gz").read_bytes()).decode().splitlines()[1:]
    by_name: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        for name in row[row.rindex("\t") + 1 :].split("|"):
            by_name[name] = (*by_name.get(name, ()), number)
    return rows, by_name


@cache
def _regions() -> dict[str, tuple[Reading, ...]]:
    regions: dict[str, tuple[Reading, ...]] = {}
    with (FOLDER / "regions.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            weight = STATE if row["kind"] == "state" else REGION if row["iso3"] else CAPITAL
            reading = Reading(
                country=row["iso3"] or None, weight=weight, geonames=int(row["geonames"]) if row["geonames"] else None
            )
            key = fold(row["name"])
            regions[key] = (*regions.get(key, ()), reading)
    return regions
