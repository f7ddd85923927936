"""Stories go through the steps; a step that fails, or a language without a pack, takes nothing else down."""

import pytest

from stream.analysis import pipeline
from stream.analysis.annotations import Analysis
from stream.language.pack import LanguagePack
from stream.story import Kind, Story, compose


def _story(headline: str, *paragraphs: str, language: str = "fr", kind: Kind = "text") -> Story:
    body = compose(headline, list(paragraphs))
    return Story(
        story_id="urn:test:pipeline",
        format="ninjs",
        kind=kind,
        language=language,
        published="2026-11-20T10:00:00+01:00",
        text=body.text,
        paragraphs=body.paragraphs,
        headline_paragraph=body.headline_paragraph,
        text_sha256=body.text_sha256,
    )


STORY = _story(
    "Séisme au Chili: au moins douze morts",
    "Un violent séisme a frappé jeudi le nord du Chili, faisant au moins douze morts, a annoncé la ministre de l'Intérieur.",
)


def test_a_language_without_a_pack_is_published_with_empty_parts_and_says_so() -> None:
    [analysis] = pipeline.analyse([_story("Earthquake in Chile", "A strong earthquake hit Chile.", language="en")])

    assert {len(part) for part in (analysis.entities, analysis.events, analysis.topics, analysis.quotes)} == {0}
    assert set(analysis.steps.values()) == {"no language pack"}


def test_a_picture_is_not_analysed() -> None:
    [analysis] = pipeline.analyse([_story("Séisme", "Une rue détruite.", kind="picture")])

    assert set(analysis.steps.values()) == {"not for kind picture"}


@pytest.mark.model
def test_each_step_says_ok() -> None:
    [analysis] = pipeline.analyse([STORY])

    assert analysis.steps == dict.fromkeys(["nlp", *pipeline.STEPS], "ok")


@pytest.mark.model
def test_each_step_tells_its_seconds() -> None:
    seconds: dict[str, float] = {}

    pipeline.analyse([STORY, _story("Séisme", "Une rue détruite.", kind="picture")], seconds)

    assert list(seconds) == ["nlp", *pipeline.STEPS]
    assert min(seconds.values()) > 0


@pytest.mark.model
def test_stories_of_one_batch_do_not_mix() -> None:
    other = _story("Grève des pilotes", "Les pilotes d'Air Horizon se mettent en grève lundi à Lyon.")

    together = pipeline.analyse([STORY, other])

    alone = [pipeline.analyse([story])[0] for story in (STORY, other)]
    assert [a.events for a in together] == [a.events for a in alone]
    assert [a.entities for a in together] == [a.entities for a in alone]


@pytest.mark.model
def test_a_step_that_raises_leaves_its_part_empty_and_the_others_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(analysis: Analysis, pack: LanguagePack) -> Analysis:
        raise ValueError("no luck")

    monkeypatch.setitem(pipeline.STEPS, "topics", broken)

    [analysis] = pipeline.analyse([STORY])

    assert analysis.steps["topics"] == "ValueError: no luck"
    assert analysis.topics == ()
    assert analysis.events
