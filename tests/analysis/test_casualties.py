"""The counting of victims. The parse is given by hand, the weights are a test's own."""

from collections.abc import Mapping, Sequence

import pytest

from stream.analysis.annotations import Analysis
from stream.analysis.casualties import casualties_of
from stream.analysis.casualty_features import Toll, find_counts
from stream.analysis.findings import Casualties
from stream.analysis.ties import Site
from stream.language.fr.numbers import find_numbers
from stream.language.losses import Loss
from tests.analysis.parsed import analysis_of
from tests.analysis.sentences import Row, model_of, sentence

LOSSES: Mapping[str, Loss] = {"morts": "killed", "mort": "killed", "blessés": "injured"}

ATTACK: tuple[Row, ...] = (
    ("L'", "le", "DET", 1, "det", ""),
    ("attaque", "attaque", "NOUN", 3, "nsubj", ""),
    ("a", "avoir", "AUX", 3, "aux:tense", ""),
    ("fait", "faire", "VERB", 3, "ROOT", ""),
    ("trois", "trois", "NUM", 5, "nummod", ""),
    ("morts", "mort", "NOUN", 3, "obj", "Number=Plur"),
    ("et", "et", "CCONJ", 8, "cc", ""),
    ("douze", "douze", "NUM", 8, "nummod", ""),
    ("blessés", "blessé", "NOUN", 5, "conj", "Number=Plur"),
)
PAIRED = {"way=nummod<": 8.0}


def toll(analysis: Analysis, token: int = 1, type_: str = "ASSAULT") -> Toll:
    paragraph = analysis.paragraphs[0]
    counts = find_counts(analysis.paragraphs, LOSSES, find_numbers)
    return Toll(triggers=[Site(paragraph, paragraph.doc[token])], type=type_, counts=counts)


def story(*rows: Row) -> Analysis:
    return analysis_of(sentence(*(rows or ATTACK)))


def counts(analysis: Analysis) -> Sequence[tuple[str, int, bool]]:
    """Kind, value and whether it is told, of each count."""
    found = find_counts(analysis.paragraphs, LOSSES, find_numbers)
    return [(count.kind, count.value, count.number is not None) for count in found]


def test_find_counts_pairs_each_number_with_each_word_of_loss_of_the_sentence() -> None:
    told = [count for count in counts(story()) if count[2]]

    assert told == [("killed", 3, True), ("killed", 12, True), ("injured", 3, True), ("injured", 12, True)]


def test_find_counts_lets_a_single_death_stand_for_one() -> None:
    death: tuple[Row, ...] = (
        ("La", "le", "DET", 1, "det", ""),
        ("mort", "mort", "NOUN", 1, "ROOT", "Number=Sing"),
        ("de", "de", "ADP", 3, "case", ""),
        ("Luc", "Luc", "PROPN", 1, "nmod", ""),
    )

    assert counts(story(*death)) == [("killed", 1, False)]


def test_find_counts_is_empty_without_a_word_of_loss() -> None:
    arrests: tuple[Row, ...] = (
        ("Douze", "douze", "NUM", 1, "nummod", ""),
        ("arrestations", "arrestation", "NOUN", 1, "ROOT", ""),
    )

    assert counts(story(*arrests)) == []


def test_casualties_of_tells_killed_and_injured() -> None:
    assert casualties_of(toll(story()), model_of(PAIRED)) == Casualties(killed=3, injured=12)


def test_casualties_of_leaves_a_kind_unknown_that_no_number_tells() -> None:
    weights = {**PAIRED, "uncounted|injured": 20.0}

    assert casualties_of(toll(story()), model_of(weights)) == Casualties(killed=3)


def test_casualties_of_is_none_where_nothing_is_counted() -> None:
    assert casualties_of(toll(story()), model_of({"uncounted|killed": 20.0, "uncounted|injured": 20.0})) is None


@pytest.mark.parametrize("type_", ["LAW", "SPORT", "BUSINESS"])
def test_casualties_of_counts_no_victims_of_other_types(type_: str) -> None:
    assert casualties_of(toll(story(), type_=type_), model_of(PAIRED)) is None


def test_find_counts_lets_no_plural_stand_for_one_victim() -> None:
    assert [count for count in counts(story()) if not count[2]] == []


def test_casualties_of_keeps_to_the_counts_that_the_model_knows() -> None:
    assert casualties_of(toll(story()), model_of({"uncounted|killed": 5.0, "uncounted|injured": 5.0, **PAIRED})) == Casualties(
        killed=3, injured=12
    )
