"""The topics step: the model's topics, and the wire's, which win."""

import pytest
from spacy.vocab import Vocab

from stream.analysis.annotations import Analysis
from stream.analysis.topics import assign_topics
from stream.language import pack
from stream.language.topic_features import TopicText
from stream.language.topic_model import AssignedTopic
from stream.story import Story, Subject, compose


class OneTopic:
    """A model that takes every story for politics."""

    def assign(self, text: TopicText, vocab: Vocab) -> list[AssignedTopic]:
        return [AssignedTopic(qcode="medtop:11000000", score=0.7)]


class FakePack:
    """What the step uses of a language pack."""

    code = "fr"
    topics = OneTopic()

    class nlp:  # noqa: N801  # stands for an attribute
        vocab = Vocab()


def _analysis(*subjects: Subject) -> Analysis:
    body = compose("Sommet à Lisbonne", ["Les ministres se réunissent."])
    story = Story(
        story_id="s", format="ninjs", text=body.text, paragraphs=body.paragraphs, headline_paragraph=True, subjects=subjects
    )
    return Analysis(story=story)


def _found(*subjects: Subject) -> list[tuple[str, float, str]]:
    analysis = assign_topics(_analysis(*subjects), FakePack())  # type: ignore[arg-type]  # the part of a pack that counts here
    return [(topic.qcode, topic.score, topic.source) for topic in analysis.topics]


def test_the_models_topics_carry_its_score() -> None:
    assert _found() == [("medtop:11000000", 0.7, "model")]


def test_the_wires_topic_replaces_the_models() -> None:
    assert _found(Subject(scheme="medtop", code="medtop:11000000")) == [("medtop:11000000", 1.0, "wire")]


def test_a_deep_topic_of_the_wire_brings_those_above_it() -> None:
    found = _found(Subject(scheme="medtop", code="medtop:20000065"))

    assert {("medtop:15000000", 1.0, "wire"), ("medtop:20000065", 1.0, "wire")} & set(found)
    assert ("medtop:11000000", 0.7, "model") in found


@pytest.mark.parametrize("code", ["", "xyz", "medtop:99999999"])
def test_an_unknown_code_is_passed_over(code: str) -> None:
    assert _found(Subject(scheme="x", code=code)) == [("medtop:11000000", 0.7, "model")]


@pytest.mark.model
def test_a_strike_is_labour_news() -> None:
    french = pack("fr")
    assert french is not None
    body = compose(
        "Grève des cheminots lundi", ["Les syndicats appellent à la grève pour les salaires, le trafic sera perturbé."]
    )
    story = Story(story_id="s", format="ninjs", text=body.text, paragraphs=body.paragraphs, headline_paragraph=True)

    topics = assign_topics(Analysis(story=story), french).topics

    assert "medtop:09000000" in {topic.qcode for topic in topics}
    assert topics[0].name
