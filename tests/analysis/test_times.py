"""The step that finds expressions of time."""

from types import SimpleNamespace
from typing import cast

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.times import find_times
from stream.language.fr.times import parse_times
from stream.language.pack import LanguagePack
from tests.analysis.parsed import analysis_of, paragraph_doc

PACK = cast(LanguagePack, SimpleNamespace(times=parse_times))


def story_of(*paragraphs: str, published: str | None = "2020-08-25T10:00:00+02:00") -> Analysis:
    """An Analysis of paragraphs whose words are parted by spaces."""
    docs = [paragraph_doc(*((word, word, "X", at, "dep") for at, word in enumerate(text.split()))) for text in paragraphs]
    analysis = analysis_of(*docs)
    return msgspec.structs.replace(analysis, story=msgspec.structs.replace(analysis.story, published=published))


def test_find_times_gives_spans_of_the_storys_text() -> None:
    analysis = find_times(story_of("Il a neigé lundi", "Il a plu le 3 juin"), PACK)

    assert [analysis.story.text[time.start : time.end] for time in analysis.times] == ["lundi", "le 3 juin"]


def test_find_times_keeps_the_reading_that_points_ahead_beside_the_other() -> None:
    analysis = find_times(story_of("Le vote est prévu lundi"), PACK)

    assert [(time.value, time.later) for time in analysis.times] == [("2020-08-24", "2020-08-31")]


def test_find_times_leaves_relative_dates_unresolved_without_publication() -> None:
    analysis = find_times(story_of("Le vote est prévu lundi", published=None), PACK)

    assert [(time.value, time.later) for time in analysis.times] == [(None, None)]
