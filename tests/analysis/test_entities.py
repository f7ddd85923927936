"""Who a story names: mentions, which of them mean the same, and who somebody is."""

import pytest

from stream.analysis.findings import Entity
from stream.analysis.mentions import trim
from tests.analysis.marked import NAMES, analysis, entities


def texts(entity: Entity) -> list[str]:
    return [mention.text for mention in entity.mentions]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M. Duval", "Duval"),
        ("Mme Anne Roche", "Anne Roche"),
        ("anti-Covid", "Covid"),
        ("pro-Duval", "Duval"),
        ("Argentine--", "Argentine"),
        ('"Le Phare",', "Le Phare"),
        ("Anne (Roche)", "Anne (Roche)"),
        ("Saint-Denis", "Saint-Denis"),
        ("Canal+", "Canal+"),
        ("hôpital Beaulieu de", "hôpital Beaulieu"),
    ],
)
def test_trim_leaves_the_name(text: str, name: str) -> None:
    start, end = trim(text, 0, len(text), NAMES)

    assert text[start:end] == name


def test_mention_offsets_count_in_the_story() -> None:
    story = analysis("Bonjour", "[PER Anne Roche] arrive")

    (entity,) = entities("Bonjour", "[PER Anne Roche] arrive")

    assert story.story.text[entity.mentions[0].start : entity.mentions[0].end] == "Anne Roche"


def test_ids_follow_the_first_mention() -> None:
    found = entities("[LOC Nantes] accueille [PER Anne Roche]", "[LOC Nantes]")

    assert [(entity.id, entity.name) for entity in found] == [("e1", "Nantes"), ("e2", "Anne Roche")]


def test_name_overlooked_in_the_headline_is_a_mention() -> None:
    (entity,) = entities("Duval démissionne", "[PER Marc Duval] part", headline=True)

    assert texts(entity) == ["Duval", "Marc Duval"]


def test_common_word_is_no_overlooked_name() -> None:
    (entity,) = entities("le phare brille", "le [ORG Phare] publie")

    assert texts(entity) == ["Phare"]


def test_type_of_a_spelling_is_that_of_most_of_its_mentions() -> None:
    found = entities("[ORG Tarvel] [LOC Tarvel] [ORG Tarvel]")

    assert [(entity.type, len(entity.mentions)) for entity in found] == [("ORG", 3)]


def test_surname_of_a_person_is_a_person() -> None:
    found = entities("[PER Marc Duval] part", "les pro-Duval manifestent [LOC Duval]")

    assert {entity.type for entity in found} == {"PER"}


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("[PER Anne Roche]", "[PER Roche]"),
        ("[PER Jean-Yves Le Goff]", "[PER Le Goff]"),
        ("[PER Kim Sung Ho]", "[PER Kim]"),
        ("[PER Georges Perrin]", "[PER George Perrin]"),
        ("[PER Anne Marie Roche]", "[PER Anne Roche]"),
        ("[ORG Office régional des forêts]", "[ORG ORF]"),
        ("[ORG Office central de lutte]", "[ORG Oclu]"),
        ("[ORG Conseil des sages de Nantes]", "[ORG Conseil des sages]"),
        ("[ORG Parlement libanais]", "[ORG Parlement]"),
        ("[ORG groupe Tarvel]", "[ORG Tarvel]"),
        ("[ORG Organisation mondiale de la santé]", "[ORG OMS]"),
        ("[ORG Etat islamique]", "[ORG Daech]"),
        ("[LOC Etats-Unis]", "[LOC USA]"),
        ("[LOC Birmanie]", "[LOC Myanmar]"),
        ("[LOC Le Havre]", "[LOC Havre]"),
    ],
)
def test_two_names_of_one_entity_are_one(full: str, short: str) -> None:
    found = entities(f"{full} et {short}")

    assert len(found) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[PER Anne Roche]", "[PER Marc Roche]"),
        ("[ORG Cour suprême]", "[ORG Cour des comptes]"),
        ("[ORG Gafam]", "[ORG Google]"),
        ("[LOC Niger]", "[LOC Nigeria]"),
        ("[LOC Mexique]", "[LOC Mexico]"),
        ("[ORG Union syndicale]", "[ORG ONU]"),
    ],
)
def test_names_of_two_entities_are_two(one: str, other: str) -> None:
    found = entities(f"{one} et {other}")

    assert len(found) == 2


def test_short_name_in_brackets_is_the_name_before_it() -> None:
    (entity,) = entities("[ORG Office antistupéfiants] ( [ORG Ofast] )")

    assert texts(entity) == ["Office antistupéfiants", "Ofast"]


def test_bare_surname_of_two_is_the_one_named_last() -> None:
    anne, marc = entities("[PER Anne Roche] a parlé", "[PER Marc Roche] a répondu", "[PER Roche] a ri")

    assert texts(anne) == ["Anne Roche"]
    assert texts(marc) == ["Marc Roche", "Roche"]


def test_name_is_the_fullest_of_the_story() -> None:
    (entity,) = entities("[PER ROCHE] gagne", "[PER Anne Roche] a gagné", "[PER Roche] rit")

    assert entity.name == "Anne Roche"


def test_country_has_its_french_name_and_ids() -> None:
    (entity,) = entities("[LOC Etats-Unis]")

    assert (entity.name, entity.country, entity.wikidata) == ("États-Unis", "USA", "Q30")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("le ministre/NOUN français de/ADP la Défense [PER Marc Duval]", "ministre français de la Défense"),
        ("son homologue russe [PER Igor Belov]", "homologue russe"),
        ("l' ancien Premier ministre [PER Marc Duval]", "ancien Premier ministre"),
        ("le secrétaire général de/ADP l'ONU [PER Marc Duval]", "secrétaire général de l'ONU"),
        ("[PER Marc Duval] ,/PUNCT maire de/ADP Nantes ,/PUNCT a/AUX dit", "maire de Nantes"),
        ("[PER Marc Duval] ,/PUNCT 54 ans ,/PUNCT patron de Alto ./PUNCT", "patron de Alto"),
        ("la famille de/ADP [PER Marc Duval]", None),
        ("le maire a/AUX vu [PER Marc Duval]", None),
        ("[PER Marc Duval] ,/PUNCT qui/PRON dirige/VERB", None),
        ("[PER Marc Duval] ,/PUNCT le ministre [PER Anne Roche]", None),
    ],
)
def test_role_is_told_beside_the_name(text: str, role: str | None) -> None:
    entity = next(entity for entity in entities(text) if entity.name in ("Marc Duval", "Igor Belov"))

    assert entity.role == role


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("le président malien [PER Amadou Koné]", "MLI"),
        ("son homologue russe [PER Igor Belov]", "RUS"),
        ("l' Américaine [PER Jane Mills]", "USA"),
        ("[ORG police judiciaire portugaise]", "PRT"),
        ("[ORG Organisation mondiale de la santé]", "UNO"),
        ("[PER Vladimir Poutine]", "RUS"),
        ("[PER Jane Mills]", None),
    ],
)
def test_demonym_or_fame_gives_the_country(text: str, country: str | None) -> None:
    (entity,) = entities(text)

    assert entity.country == country


@pytest.mark.parametrize(
    ("text", "metonym"),
    [
        ("[LOC Paris/PROPN/nsubj] a condamné/VERB", True),
        ("[LOC Moscou/PROPN/nsubj] refuse/VERB", True),
        ("il vit/VERB à/ADP/case [LOC Paris/PROPN/obl:mod]", False),
        ("[LOC Loire/PROPN/nsubj] déborde/VERB", False),
    ],
)
def test_country_or_capital_that_acts_is_a_metonym(text: str, metonym: bool) -> None:
    (entity,) = entities(text)

    assert entity.mentions[0].metonym is metonym


@pytest.mark.parametrize(("name", "full"), [("Caire", "Le Caire"), ("Havane", "La Havane"), ("Lima", "Lima")])
def test_capital_has_its_article(name: str, full: str) -> None:
    (entity,) = entities(f"[LOC {name}]")

    assert entity.name == full


def test_demonym_taken_for_a_place_is_no_entity() -> None:
    assert entities("un [LOC Palestinien]") == ()


def test_person_named_like_a_people_is_a_person() -> None:
    (entity,) = entities("[PER Breton] a dit")

    assert entity.name == "Breton"


def test_place_of_an_incident_is_a_place() -> None:
    (entity,) = entities("les [MISC attentats de Paris]")

    assert (entity.type, texts(entity)) == ("LOC", ["Paris"])


def test_salience_is_highest_for_what_the_headline_and_the_body_name() -> None:
    main, passing = entities("[PER Anne Roche] élue", "[PER Roche] a battu [PER Marc Duval]", headline=True)

    assert main.salience == 1.0
    assert passing.salience < 0.6


def test_story_without_names_has_no_entities() -> None:
    assert entities("il pleut") == ()
