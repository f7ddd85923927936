"""Which time expression dates an event. The parse is given by hand, the weights are a test's own."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import numpy as np
import pytest

import stream.language.fr
from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.dating import DATED_FLOOR, date_of
from stream.analysis.dating_features import Situation, choices, date_features, undated_features
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
    ("annoncée", "annoncer", "VERB", 5, "acl", ""),
    ("en", "en", "ADP", 8, "case", ""),
    ("mai", "mai", "NOUN", 6, "obl:mod", ""),
)


def story(published: str | None = TUESDAY) -> Analysis:
    analysis = analysis_of(sentence(*VOTE))
    return find_times(msgspec.structs.replace(analysis, story=msgspec.structs.replace(analysis.story, published=published)), PACK)


def event(analysis: Analysis, token: int = 2, *others: int) -> Situation:
    """The event at a token of the first paragraph."""
    paragraph = analysis.paragraphs[0]
    return Situation(
        triggers=[Site(paragraph, paragraph.doc[token])],
        others=[Site(paragraph, paragraph.doc[other]) for other in others],
        type="LAW",
        published=analysis.story.published,
        choices=choices(analysis),
    )


def features_of(situation: Situation, value: str) -> set[str]:
    return {name for choice in situation.choices if choice.value == value for name in date_features(choice, situation)}


def test_choices_hold_both_readings_of_a_weekday() -> None:
    assert [choice.value for choice in choices(story())] == ["2020-08-24", "2020-08-31", "2020-05", "2021-05"]


def test_choices_leave_out_what_publication_would_have_to_resolve() -> None:
    assert [choice.value for choice in choices(story(None))] == ["XXXX-05"]


@pytest.mark.parametrize(("token", "link"), [(2, "below"), (6, "up1down2"), (3, "same")])
def test_date_features_tell_how_the_expression_hangs_on_the_trigger(token: int, link: str) -> None:
    assert f"tie={link}" in features_of(event(story(), token), "2020-08-31")


def test_date_features_hold_the_tense_with_the_direction() -> None:
    assert "direction=double|ahead|tense=future" in features_of(event(story()), "2020-08-31")


def test_date_features_see_that_another_event_is_nearer_to_the_expression() -> None:
    assert "rivalry=nearer" in features_of(event(story(), 2, 6), "2020-05")


def test_date_of_takes_the_choice_with_the_highest_score() -> None:
    date = date_of(event(story()), model_of({"tie=below": 5.0, "direction=double|ahead": 3.0}))

    assert date is not None
    assert (date.text, date.value) == ("lundi", "2020-08-31")


def test_date_of_is_none_where_no_choice_is_likely() -> None:
    assert date_of(event(story()), model_of({"undated": 9.0})) is None


def test_date_of_is_none_in_a_story_without_expressions_of_time() -> None:
    situation = msgspec.structs.replace(event(story()), choices=())

    assert date_of(situation, model_of({"tie=below": 9.0})) is None


def test_date_of_needs_the_floor_and_no_majority() -> None:
    share = 0.4
    odds = float(np.log(share / ((1 - share) / 4)))

    date = date_of(event(story()), model_of({"age=after7": odds}))

    assert share > DATED_FLOOR
    assert date is not None


def test_undated_features_know_no_publication_date() -> None:
    assert set(undated_features(event(story()))) == set(undated_features(event(story("2022-01-05T00:00:00Z"))))


@pytest.mark.model
def test_date_of_reads_a_planned_event_ahead_and_a_past_one_back() -> None:
    text = "Le ministre se rendra jeudi à Rome. Des manifestants ont envahi la place vendredi."
    paragraph = Paragraph(index=0, start=0, doc=load_nlp()(text))
    analysis = Analysis(story=Story(story_id="s", format="ninjs", text=text, published=TUESDAY), paragraphs=(paragraph,))
    analysis = find_times(analysis, PACK)
    shipped = LinearModel.load(Path(stream.language.fr.__file__).parent / "models" / "dating.npz")
    words = {token.text: token.i for token in paragraph.doc}

    dates = [date_of(event(analysis, words[word]), shipped) for word in ("rendra", "envahi")]

    assert [date.value for date in dates if date] == ["2020-08-27", "2020-08-21"]
