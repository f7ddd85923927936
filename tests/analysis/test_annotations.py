"""Offsets lead back to the token and the paragraph they stand in."""

import pytest

from tests.analysis.parsed import analysis_of, paragraph_doc

ANALYSIS = analysis_of(
    paragraph_doc(("Grève", "grève", "NOUN", 0, "ROOT"), ("levée", "lever", "VERB", 0, "acl")),
    paragraph_doc(("Paris", "Paris", "PROPN", 1, "nsubj"), ("dort", "dormir", "VERB", 1, "ROOT")),
)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(0, (0, "Grève")), (4, (0, "Grève")), (6, (0, "levée")), (13, (1, "Paris")), (19, (1, "dort"))],
)
def test_word_at_finds_the_word_that_holds_a_character(offset: int, expected: tuple[int, str]) -> None:
    found = ANALYSIS.word_at(offset)

    assert found is not None
    assert (found[0].index, found[0].words.texts[found[1]]) == expected


@pytest.mark.parametrize("offset", [-1, 400])
def test_word_at_is_none_outside_the_text(offset: int) -> None:
    assert ANALYSIS.word_at(offset) is None


def test_words_from_is_the_span_of_some_tokens() -> None:
    span = ANALYSIS.paragraphs[1].words_from(0, 2)

    assert ANALYSIS.story.text[span.start : span.end] == span.text == "Paris dort"


def test_span_counts_from_the_start_of_the_story() -> None:
    span = ANALYSIS.paragraphs[1].span(ANALYSIS.paragraphs[1].doc[1])

    assert ANALYSIS.story.text[span.start : span.end] == span.text == "dort"
