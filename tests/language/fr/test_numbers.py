"""French numbers in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.language.fr.numbers import find_numbers, number_words, parse_number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("deux", 2),
        ("une vingtaine", 20),
        ("deux douzaines", 24),
        ("une demi-douzaine", 6),
        ("au moins trois", 3),
        ("plus de 10.000", 10_000),
        ("1.200", 1200),
        ("2 300 personnes", 2300),
        ("28 215 morts", 28_215),
        ("3,5 millions", 3_500_000),
        ("deux cents", 200),
        ("cent vingt", 120),
        ("dix-neuf", 19),
        ("vingt et un", 21),
        ("soixante-dix-huit", 78),
        ("quatre-vingt-dix-sept", 97),
        ("deux mille trois cent quarante-cinq", 2345),
        ("une centaine de milliers", 100_000),
        ("aucun", 0),
    ],
)
def test_parse_number_reads_figures_and_words(words: str, value: int) -> None:
    assert parse_number(words) == value


@pytest.mark.parametrize("words", ["des dizaines", "plusieurs centaines", "des milliers", "quelques", ""])
def test_parse_number_is_none_where_no_number_is_told(words: str) -> None:
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("trois blessés et deux morts", [3, 2]),
        ("2, 3 et 4", [2, 3, 4]),
        ("cinq ou six", [5, 6]),
        ("deux, trois", [2, 3]),
        ("12 des 30 otages", [12, 30]),
    ],
)
def test_find_numbers_keeps_neighbours_apart(text: str, values: list[int]) -> None:
    assert [value for _, _, value in find_numbers(text)] == values


def test_find_numbers_gives_the_span_of_the_words() -> None:
    text = "Quelque trois cents personnes"

    assert [text[start:end] for start, end, _ in find_numbers(text)] == ["trois cents"]


@given(st.lists(st.sampled_from([*number_words(), "12", "1.200", "3,5", "et", "de", "-", "morts"]), max_size=10))
def test_find_numbers_gives_spans_in_order_for_any_words(words: list[str]) -> None:
    text = " ".join(words)

    ends = [at for start, end, _ in find_numbers(text) for at in (start, end)]

    assert ends == sorted(ends)
