"""The agent lexicon: sectors of noun phrases, and international bodies."""

from pathlib import Path

import pytest

import stream.language.fr
from stream.errors import DataBroken
from stream.language.agents import FILE, AgentEntry, AgentLexicon

FRENCH = Path(stream.language.fr.__file__).parent
SECTORS = {
    "GOV",
    "MIL",
    "COP",
    "JUD",
    "LEG",
    "PTY",
    "REB",
    "PRM",
    "SPY",
    "UAF",
    "UNK",
    "CVL",
    "BUS",
    "CRM",
    "EDU",
    "ELI",
    "JRN",
    "LAB",
    "MED",
    "REF",
    "OPP",
    "REL",
    "SOC",
    "AGR",
    "NGO",
}


@pytest.fixture(scope="module")
def french() -> AgentLexicon:
    return AgentLexicon.load(FRENCH)


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("le ministre français", "GOV"),
        ("le chef de le état", "GOV"),
        ("le chef de le police", "COP"),
        ("le chef de le opposition", "OPP"),
        ("un ancien ministre", "ELI"),
        ("le force de le ordre", "COP"),
        ("le parquet de Bobigny", "JUD"),
        ("un député socialiste", "LEG"),
        ("un homme armé", "UAF"),
        ("deux homme", "CVL"),
        ("un groupe jihadiste", "REB"),
        ("un demandeur de asile", "REF"),
        ("un mineur isolé", "REF"),
        ("le directeur de le hôpital", "MED"),
        ("le syndicat de policier", "LAB"),
        ("le service de renseignement", "SPY"),
        ("un producteur de lait", "AGR"),
    ],
)
def test_sector_of_a_french_phrase(french: AgentLexicon, phrase: str, sector: str) -> None:
    assert french.sector(phrase.split()) == sector


def test_sector_is_none_for_a_phrase_without_agents(french: AgentLexicon) -> None:
    assert french.sector(["le", "pluie", "fort"]) is None


def test_sector_ignores_capitals(french: AgentLexicon) -> None:
    assert french.sector(["Juge"]) == "JUD"


def test_sector_prefers_the_longest_agent() -> None:
    agents = AgentLexicon([AgentEntry(lemma="garde", sector="MIL"), AgentEntry(lemma="garde de sceau", sector="GOV")])

    assert agents.sector(["garde", "de", "le", "sceau"]) == "GOV"


def test_sector_of_a_weak_agent_gives_way_to_its_complement() -> None:
    agents = AgentLexicon([AgentEntry(lemma="patron", sector="BUS", weak=True), AgentEntry(lemma="police", sector="COP")])

    assert agents.sector(["patron", "de", "le", "police"]) == "COP"


def test_sector_of_a_weak_agent_counts_when_it_stands_alone() -> None:
    assert AgentLexicon([AgentEntry(lemma="patron", sector="BUS", weak=True)]).sector(["patron"]) == "BUS"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("onu", "UNO"),
        ("haut-commissariat de le nation uni", "UNO"),
        ("union européen", "EUR"),
        ("otan", "IGO"),
        ("amnesty international", "NGO"),
        ("ministre", None),
        ("préfet de le union européen", None),
    ],
)
def test_country_of_an_international_body(french: AgentLexicon, name: str, country: str | None) -> None:
    assert french.country(name.split()) == country


def test_french_agents_have_only_plover_sectors(french: AgentLexicon) -> None:
    assert {entry.sector for entry in french.entries} - {None} <= SECTORS


def test_french_agents_are_sector_or_body(french: AgentLexicon) -> None:
    assert [entry.lemma for entry in french.entries if not (entry.sector or entry.country)] == []


def test_load_refuses_an_unknown_rank(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("lemma\tsector\tcountry\trank\nmaire\tGOV\t\tmiddling\n", encoding="utf-8")

    with pytest.raises(DataBroken):
        AgentLexicon.load(tmp_path)
