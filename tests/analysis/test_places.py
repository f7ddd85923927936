"""Where places lie, and whose country people and organisations are of."""

import pytest

from tests.analysis.marked import located


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Nantes", "FRA"),
        ("Pékin", "CHN"),
        ("New York", "USA"),
        ("Californie", "USA"),
        ("Bouches-du-Rhône", "FRA"),
        ("Ecosse", "GBR"),
        ("Guadeloupe", "FRA"),
        ("Hong Kong", "HKG"),
        ("Kosovo", "KOS"),
        ("Vienne", "AUT"),
        ("Tripoli", "LBY"),
        ("Méditerranée", None),
        ("Europe occidentale", None),
        ("Zorvaland", None),
    ],
)
def test_place_alone_has_its_best_known_country(name: str, country: str | None) -> None:
    assert located(f"à [LOC {name}]")[name].country == country


def test_town_has_coordinates_and_geonames_id() -> None:
    town = located("à [LOC Marseille]")["Marseille"]

    assert town.geonames == 2995469
    assert town.lat == pytest.approx(43.3, abs=0.05)
    assert town.lon == pytest.approx(5.38, abs=0.05)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("[LOC Vienne] ( [LOC Isère] )", "Vienne", "FRA"),
        ("[LOC Atlanta] et [LOC Houston] en [LOC Géorgie]", "Géorgie", "USA"),
        ("[LOC Tbilissi] en [LOC Géorgie]", "Géorgie", "GEO"),
        ("[LOC Beyrouth] , [LOC Liban] et [LOC Saïda]", "Saïda", "LBN"),
    ],
)
def test_other_places_of_the_story_decide(text: str, name: str, country: str) -> None:
    assert located(text)[name].country == country


def test_dateline_speaks_for_its_country() -> None:
    assert located("à [LOC Birmingham]", dateline="Washington")["Birmingham"].country == "USA"


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("le [LOC zoo de Mulhouse]", "zoo de Mulhouse", "FRA"),
        ("l' [LOC aéroport de Zorva] à [LOC Madrid]", "aéroport de Zorva", "ESP"),
    ],
)
def test_unknown_place_lies_where_its_name_or_neighbour_does(text: str, name: str, country: str) -> None:
    assert located(text)[name].country == country


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("le [ORG tribunal de Palerme]", "tribunal de Palerme", "ITA"),
        ("[PER Anne Roche] ,/PUNCT maire de/ADP [LOC Nantes] ,/PUNCT a/AUX dit", "Anne Roche", "FRA"),
        ("le ministre [PER Jean Kim] à [LOC Séoul]", "Jean Kim", "KOR"),
        ("[PER Jean Kim] à [LOC Séoul] puis [LOC Busan]", "Jean Kim", "KOR"),
    ],
)
def test_person_or_body_belongs_to_the_country_told(text: str, name: str, country: str) -> None:
    assert located(text)[name].country == country


@pytest.mark.parametrize("text", ["[PER Jean Kim] à [LOC Séoul] et [LOC Paris]", "[PER Jean Kim] à [LOC Séoul]"])
def test_country_is_not_guessed_from_little(text: str) -> None:
    assert located(text)["Jean Kim"].country is None
