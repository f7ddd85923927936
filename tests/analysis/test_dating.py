"""Which time expression dates an event. The parse is given by hand, the weights are a test's own."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import numpy as np
import pytest

import stream.language.fr
from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.dating import DATED_FLOOR, date_events
from stream.analysis.dating_features import choice_features, link_features, pair_features, undated_features
from stream.analysis.dating_timeline import Choice, Datable, timeline_of
from stream.analysis.ties import Site
from stream.analysis.times import find_times
from stream.language.fr.nlp import load_nlp
from stream.language.fr.times import parse_times
from stream.language.linear import LinearModel
from stream.language.pack import LanguagePack
from stream.story import Story
from tests.analysis.parsed import analysis_of
from tests.analysis.sentences import Row, model_of, sentence

PACK = cast(LanguagePack, SimpleNamespace(times=parse_times))
TUESDAY = "2020-08-25T10:00:00+02:00"

VOTE: tuple[Row, ...] = (
    ("Le", "le", "DET", 1, "det", ""),
    ("Sénat", "sénat", "NOUN", 2, "nsubj", ""),
    ("votera", "voter", "VERB", 2, "ROOT", "Mood=Ind|Tense=Fut|VerbForm=Fin"),
    ("lundi", "lundi", "NOUN", 2, "obl:mod", ""),
    ("la", "le", "DET", 5, "det", ""),
    ("loi", "loi", "NOUN", 2, "obj", ""),
    ("annoncée", "annoncer", "VERB", 5, "acl", "Tense=Past|VerbForm=Part"),
    ("en", "en", "ADP", 8, "case", ""),
    ("mai", "mai", "NOUN", 6, "obl:mod", ""),
)
WEEKEND: tuple[Row, ...] = (
    ("Il", "il", "PRON", 2, "nsubj", ""),
    ("avait", "avoir", "AUX", 2, "aux:tense", "Mood=Ind|Tense=Imp|VerbForm=Fin"),
    ("démissionné", "démissionner", "VERB", 2, "ROOT", "Tense=Past|VerbForm=Part"),
    ("le", "le", "DET", 4, "det", ""),
    ("week-end", "week-end", "NOUN", 2, "obl:mod", ""),
    ("dernier", "dernier", "ADJ", 4, "amod", ""),
)


def story(published: str | None = TUESDAY, rows: tuple[Row, ...] = VOTE) -> Analysis:
    analysis = analysis_of(sentence(*rows))
    return find_times(msgspec.structs.replace(analysis, story=msgspec.structs.replace(analysis.story, published=published)), PACK)


def event(analysis: Analysis, token: int = 2, status: str = "planned") -> Datable:
    """The event at a token of the first paragraph."""
    paragraph = analysis.paragraphs[0]
    return Datable(triggers=[Site(paragraph, paragraph.doc[token])], type="LAW", status=status)


def features_of(analysis: Analysis, value: str, *tokens: int) -> set[str]:
    """Features of a value for the event at the first of the tokens; at the others stand other events."""
    timeline = timeline_of(analysis, [event(analysis, token) for token in tokens])
    rows = [row for row, choice in enumerate(timeline.choices) if choice.value == value]
    alone = {name for row in rows for name in choice_features(timeline.choices[row], timeline.rivals[row])}
    linked = {name for row in rows for name in link_features(timeline.choices[row].expression, timeline, 0)}
    return alone | linked | {name for row in rows for name in pair_features(row, timeline, 0)}


def choices_of(analysis: Analysis) -> Sequence[Choice]:
    return timeline_of(analysis, []).choices


def test_choices_hold_both_readings_of_a_weekday() -> None:
    assert [choice.value for choice in choices_of(story())] == ["2020-08-24", "2020-08-31", "2020-05", "2021-05"]


def test_choices_hold_the_ends_of_an_interval() -> None:
    found = [(choice.value, choice.reading) for choice in choices_of(story(rows=WEEKEND))]

    assert found == [("2020-08-22/2020-08-23", "single"), ("2020-08-22", "start"), ("2020-08-23", "end")]


def test_choices_leave_out_what_publication_would_have_to_resolve() -> None:
    assert [choice.value for choice in choices_of(story(None))] == ["XXXX-05"]


@pytest.mark.parametrize(("token", "tie"), [(2, "below"), (6, "up1down2"), (3, "same")])
def test_link_features_tell_how_the_expression_hangs_on_the_trigger(token: int, tie: str) -> None:
    assert f"tie={tie}" in features_of(story(), "2020-08-31", token)


def test_pair_features_hold_the_tense_with_the_reading() -> None:
    assert "reading=ahead|tense=future" in features_of(story(), "2020-08-31", 2)


def test_pair_features_tell_the_pluperfect_from_the_perfect() -> None:
    assert "reading=single|tense=perfect-Fin-Imp" in features_of(story(rows=WEEKEND), "2020-08-22/2020-08-23", 2)


def test_pair_features_see_that_another_event_is_nearer_to_the_expression() -> None:
    assert "rivalry=nearer" in features_of(story(), "2020-05", 2, 6)


@pytest.mark.parametrize(("token", "verb"), [(2, "own"), (6, "verb")])
def test_link_features_see_whose_verb_stands_before_the_expression(token: int, verb: str) -> None:
    assert f"left={verb}|1" in features_of(story(), "2020-08-31", token)


def test_pair_features_hold_the_status_with_the_age() -> None:
    assert "status=planned|after7" in features_of(story(), "2020-08-31", 2)


def dates(analysis: Analysis, weights: dict[str, float], *tokens: int) -> list[tuple[str, str | None] | None]:
    """The expression and the value that date the events at these tokens."""
    found = date_events(analysis, [event(analysis, token) for token in tokens], model_of(weights))
    return [(date.text, date.value) if date else None for date in found]


def test_date_events_takes_the_choice_with_the_highest_score() -> None:
    assert dates(story(), {"tie=below": 5.0, "reading=ahead": 3.0}, 2) == [("lundi", "2020-08-31")]


def test_date_events_dates_each_event_by_itself() -> None:
    weights = {"tie=below": 5.0, "reading=ahead": 3.0, "kind=month-words": -3.0, "age=month-3": 4.0}

    assert dates(story(), weights, 2, 6) == [("lundi", "2020-08-31"), ("en mai", "2020-05")]


def test_date_events_gives_none_where_no_choice_is_likely() -> None:
    assert dates(story(), {"undated": 9.0}, 2) == [None]


def test_date_events_gives_none_in_a_story_without_expressions_of_time() -> None:
    analysis = msgspec.structs.replace(story(), times=())

    assert dates(analysis, {"tie=below": 9.0}, 2, 6) == [None, None]


def test_date_events_needs_the_floor_and_no_majority() -> None:
    share = 0.4
    odds = float(np.log(share / ((1 - share) / 4)))

    assert share > DATED_FLOOR
    assert dates(story(), {"age=after7": odds}, 2) == [("lundi", "2020-08-31")]


def test_undated_features_know_no_publication_date() -> None:
    rows = [
        list(undated_features(timeline_of(analysis, [event(analysis)]), 0))
        for analysis in (story(), story("2022-01-05T00:00:00Z"))
    ]

    assert rows[0] == rows[1]


@pytest.mark.model
def test_date_events_reads_a_planned_event_ahead_and_a_past_one_back() -> None:
    text = "Le ministre se rendra jeudi à Rome. Des manifestants ont envahi la place vendredi."
    paragraph = Paragraph(index=0, start=0, doc=load_nlp()(text))
    analysis = Analysis(story=Story(story_id="s", format="ninjs", text=text, published=TUESDAY), paragraphs=(paragraph,))
    analysis = find_times(analysis, PACK)
    shipped = LinearModel.load(Path(stream.language.fr.__file__).parent / "models" / "dating.npz")
    words = {token.text: token.i for token in paragraph.doc}
    events = [event(analysis, words["rendra"]), event(analysis, words["envahi"], status="actual")]

    found = date_events(analysis, events, shipped)

    assert [date.value for date in found if date] == ["2020-08-27", "2020-08-21"]
