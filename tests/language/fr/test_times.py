"""The grammar of French dates: what it finds, and what each expression is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.language.fr.times import parse_times
from stream.language.fr.times_words import lexicon

TUESDAY = "2020-08-25T10:00:00+02:00"
WORDS = sorted([*lexicon(), "31", "2019", "17h30", "XIXe", "68", "ministre", "-", ",", "9999999999"])


def values(text: str, published: str | None = TUESDAY, *, forward: bool = False) -> list[tuple[str, str | None]]:
    """Words and value of each expression found."""
    return [(text[start:end], value) for start, end, value in parse_times(text, published, forward=forward)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mardi", "2020-08-25"),
        ("lundi soir", "2020-08-24"),
        ("mercredi", "2020-08-19"),
        ("mardi dernier", "2020-08-18"),
        ("vendredi prochain", "2020-08-28"),
        ("dans la nuit de samedi à dimanche", "2020-08-22/2020-08-23"),
        ("dans la nuit du 18 au 19 août", "2020-08-18/2020-08-19"),
        ("hier", "2020-08-24"),
        ("aujourd'hui", "2020-08-25"),
        ("aujourd’hui", "2020-08-25"),
        ("la veille", "2020-08-24"),
        ("le 26 novembre 2015", "2015-11-26"),
        ("le 1er janvier", "2020-01-01"),
        ("jeudi 27 août", "2020-08-27"),
        ("du 3 au 5 juin", "2020-06-03/2020-06-05"),
        ("les 15 et 16 août", "2020-08-15/2020-08-16"),
        ("entre mars et mai", "2020-03/2020-05"),
        ("fin octobre", "2020-10"),
        ("mi-août", "2020-08"),
        ("en mai", "2020-05"),
        ("en mai dernier", "2020-05"),
        ("octobre dernier", "2019-10"),
        ("août 2017", "2017-08"),
        ("début 2019", "2019"),
        ("en 2015", "2015"),
        ("entre 1975 et 1986", "1975/1986"),
        ("2019-2020", "2019/2020"),
        ("années 1990", "1990/1999"),
        ("années 80", "1980/1989"),
        ("XIXe siècle", "1801/1900"),
        ("l'an dernier", "2019"),
        ("cette année", "2020"),
        ("l'été dernier", "2019-06/2019-08"),
        ("le mois dernier", "2020-07"),
        ("la semaine dernière", "2020-08-17/2020-08-23"),
        ("la semaine prochaine", "2020-08-31/2020-09-06"),
        ("cette semaine", "2020-08-24/2020-08-25"),
        ("ce week-end", "2020-08-22/2020-08-23"),
        ("le week-end dernier", "2020-08-22/2020-08-23"),
        ("il y a une semaine", "2020-08-18"),
        ("il y a deux mois", "2020-06"),
        ("il y a deux ans", "2018"),
        ("il y a quinze jours", "2020-08-11"),
        ("depuis trois semaines", "2020-08-04/2020-08-25"),
        ("ces derniers jours", "2020-08"),
        ("dans trois jours", "2020-08-28"),
        ("à Noël", "2019-12-25"),
    ],
)
def test_parse_times_resolves_an_expression_from_the_day_of_publication(words: str, value: str) -> None:
    assert values(f"Selon la police, {words}, le calme est revenu.") == [(words, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Il est détenu depuis lundi.", "2020-08-24/2020-08-25"),
        ("Elle est fermée depuis le 25 mars.", "2020-03-25"),
        ("Ils s'opposent depuis 2017.", "2017"),
    ],
)
def test_parse_times_makes_a_span_of_depuis_unless_it_began_long_ago(text: str, value: str) -> None:
    assert [found for _, found in values(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Le départ est prévu à 17H00.",
        "L'homme, âgé de 26 ans, a été arrêté.",
        "Elle avait été élue, puis l'eau a été coupée.",
        "Quelques jours après, le calme est revenu.",
        "Un robot se posera sur Mars.",
        "Mai 68 a marqué une génération.",
        "Il a été nommé directeur.",
        "La police a saisi 1.200 armes et 3.270 munitions.",
    ],
)
def test_parse_times_passes_over_what_is_no_date(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("words", "back", "ahead"),
    [
        ("lundi", "2020-08-24", "2020-08-31"),
        ("mardi", "2020-08-25", "2020-08-25"),
        ("le 14 juillet", "2020-07-14", "2021-07-14"),
        ("le 1er septembre", "2020-09-01", "2020-09-01"),
        ("en mars", "2020-03", "2021-03"),
        ("hier", "2020-08-24", "2020-08-24"),
    ],
)
def test_parse_times_reads_forward_what_can_point_both_ways(words: str, back: str, ahead: str) -> None:
    both = [values(words, forward=forward)[0][1] for forward in (False, True)]

    assert both == [back, ahead]


@pytest.mark.parametrize("published", [None, "2021-10", "0001-01-01T00:00:00", "inconnu"])
@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("lundi", None),
        ("hier", None),
        ("en mai dernier", None),
        ("le 26 novembre", "XXXX-11-26"),
        ("le 29 février", "XXXX-02-29"),
        ("entre mars et mai", "XXXX-03/XXXX-05"),
        ("le 26 novembre 2015", "2015-11-26"),
        ("en 2015", "2015"),
    ],
)
def test_parse_times_without_a_day_of_publication_guesses_nothing(words: str, value: str | None, published: str | None) -> None:
    assert values(words, published) == [(words, value)]


def test_parse_times_counts_from_the_calendar_day_of_the_storys_own_zone() -> None:
    assert values("aujourd'hui", "2020-08-25T00:30:00+02:00") == [("aujourd'hui", "2020-08-25")]


def test_parse_times_takes_the_year_in_which_the_weekday_falls_on_that_day() -> None:
    assert values("vendredi 23 septembre", "2023-01-10") == [("vendredi 23 septembre", "2022-09-23")]


def test_parse_times_reads_a_weekday_before_a_count_as_the_weekday() -> None:
    assert values("La marine a secouru samedi 31 migrants.")[0][1] == "2020-08-22"


@given(words=st.lists(st.sampled_from(WORDS), max_size=12), day=st.dates())
def test_parse_times_never_raises_on_any_order_of_its_words(words: list[str], day: object) -> None:
    text = " ".join(words)

    found = parse_times(text, str(day)) + parse_times(text, None)

    assert all(0 <= start < end <= len(text) for start, end, _ in found)
