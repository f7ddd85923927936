"""Countries by every name the wire gives them."""

import pytest

from stream.knowledge import countries


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("France", "FRA"),
        ("Etats-Unis", "USA"),
        ("ÉTATS-UNIS", "USA"),
        ("USA", "USA"),
        ("Grande-Bretagne", "GBR"),
        ("Birmanie", "MMR"),
        ("Myanmar", "MMR"),
        ("Côte d’Ivoire", "CIV"),
        ("RDC", "COD"),
        ("Congo", "COG"),
        ("Corée du Nord", "PRK"),
        ("République islamique d'Iran", "IRN"),
        ("Germany", "DEU"),
        ("Swaziland", "SWZ"),
        ("Bélarus", "BLR"),
        ("Biélorussie", "BLR"),
        ("Viêt Nam", "VNM"),
        ("Hong-Kong", "HKG"),
        ("Kosovo", "KOS"),
    ],
)
def test_by_name_knows_what_the_wire_writes(name: str, iso3: str) -> None:
    country = countries.by_name(name)

    assert country is not None
    assert country.iso3 == iso3


@pytest.mark.parametrize("name", ["", "Atlantide", "Mexico", "Europe", "Soviétique"])
def test_by_name_of_no_country_is_none(name: str) -> None:
    assert countries.by_name(name) is None


@pytest.mark.parametrize(
    ("word", "iso3"),
    [
        ("français", "FRA"),
        ("Françaises", "FRA"),
        ("américaine", "USA"),
        ("Américains", "USA"),
        ("grecques", "GRC"),
        ("turque", "TUR"),
        ("sud-coréens", "KOR"),
        ("nord-coréenne", "PRK"),
        ("saoudien", "SAU"),
        ("émiratis", "ARE"),
        ("congolais", "COD"),
        ("britanniques", "GBR"),
        ("texan", "USA"),
        ("kosovars", "KOS"),
    ],
)
def test_by_demonym_knows_every_inflection(word: str, iso3: str) -> None:
    country = countries.by_demonym(word)

    assert country is not None
    assert country.iso3 == iso3


@pytest.mark.parametrize("word", ["", "europeen", "ministre", "kurde"])
def test_by_demonym_of_no_country_is_none(word: str) -> None:
    assert countries.by_demonym(word) is None


@pytest.mark.parametrize(("name", "iso3"), [("Pékin", "CHN"), ("Beijing", "CHN"), ("Mexico", "MEX"), ("Londres", "GBR")])
def test_by_capital_knows_french_and_english(name: str, iso3: str) -> None:
    country = countries.by_capital(name)

    assert country is not None
    assert country.iso3 == iso3


def test_territory_belongs_to_a_state() -> None:
    territory = countries.by_iso3("GLP")

    assert territory is not None
    assert territory.state == "FRA"


def test_every_state_named_is_a_country() -> None:
    rows = [country for code in ("FRA", "GUM", "HKG", "KOS", "TWN") if (country := countries.by_iso3(code))]

    assert all(countries.by_iso3(country.state) for country in rows)


def test_codes_lead_to_the_same_country() -> None:
    assert countries.by_iso2("XK") == countries.by_iso3("KOS")
