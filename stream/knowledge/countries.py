"""Countries by name, demonym, capital and code: French first, then English.

`countries.tsv` has a row a country or territory with an ISO 3166-1 code (and Kosovo, KOS), its name as French news
writes it, its official and English names, capitals and demonyms. `country_variants.tsv` adds what the wire writes
besides: other spellings, former names, acronyms ("RDC", "Birmanie", "Grande-Bretagne"), and the words for the people of
a region or a large town, who are of the country too ("texan"). Look-ups ignore case, accents and punctuation.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from stream.knowledge.spelling import fold

FOLDER = Path(__file__).parent / "data"


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """A country or territory."""

    iso3: str
    """ISO 3166-1 alpha-3, or KOS."""
    iso2: str
    state: str
    """ISO 3166-1 alpha-3 of the state it belongs to: FRA for Guadeloupe, its own code for a state."""
    wikidata: str
    geonames: int | None
    name: str
    """As French news writes it."""
    capital: str | None
    """In French; None where there is none, or where its name is that of a better-known town elsewhere."""


def by_name(name: str) -> Country | None:
    """The country of a French or English name, official or usual, present or former, or an acronym."""
    return _index().names.get(fold(name))


def by_demonym(word: str) -> Country | None:
    """The country of a French demonym, noun or adjective, of any gender and number."""
    return _index().demonyms.get(fold(word))


def by_capital(name: str) -> Country | None:
    """The country whose capital has this French or English name."""
    return _index().capitals.get(fold(name))


def by_iso3(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-3 code, or of KOS."""
    return _index().codes.get(code)


def by_iso2(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-2 code (XK for Kosovo)."""
    return _index().short_codes.get(code)


class _Index(msgspec.Struct, frozen=True, kw_only=True):
    """Folded word → country."""

    codes: dict[str, Country]
    short_codes: dict[str, Country]
    names: dict[str, Country]
    capitals: dict[str, Country]
    demonyms: dict[str, Country]


@cache
def _index() -> _Index:
    rows = list(_rows("countries.tsv"))
    codes = {row["iso3"]: _country(row) for row in rows}
    names = {fold(name): codes[row["iso3"]] for row in rows for name in (*_list(row["other_names"]), row["name"])}
    capitals = {fold(name): codes[row["iso3"]] for row in rows for name in _list(row["capitals"])}
    demonyms = {form: codes[row["iso3"]] for row in rows for form in _forms([row["demonym_m"], row["demonym_f"]])}
    for row in _rows("country_variants.tsv"):
        if row["kind"] == "name":
            names[fold(row["word"])] = codes[row["iso3"]]
        else:
            demonyms.update(dict.fromkeys(_forms([row["word"]]), codes[row["iso3"]]))
    short_codes = {country.iso2: country for country in codes.values()}
    return _Index(codes=codes, short_codes=short_codes, names=names, capitals=capitals, demonyms=demonyms)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _country(row: dict[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        state=row["state"],
        wikidata=row["wikidata"],
        geonames=int(row["geonames"]) if row["geonames"] else None,
        name=row["name"],
        capital=next(iter(_list(row["capitals"])), None),
    )


def _list(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _forms(words: Iterable[str]) -> Iterator[str]:
    """Each word and its plural, folded."""
    for word in filter(None, map(fold, words)):
        yield word
        yield word if word.endswith(("s", "x")) else f"{word}s"
