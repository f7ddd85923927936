"""The topics step: the wire's topics, and the model's beside them."""

from types import SimpleNamespace
from typing import cast

import pytest
from spacy.vocab import Vocab

from stream.analysis.annotations import Analysis
from stream.analysis.findings import Topic
from stream.analysis.topics import assign_topics
from stream.language import pack
from stream.language.pack import LanguagePack
from stream.language.topic_features import TopicText
from stream.language.topic_model import AssignedTopic
from stream.story import Story, Subject, compose

POLITICS, RELATIONS, DIPLOMACY = "medtop:11000000", "medtop:20000638", "medtop:20000639"
CONFLICT, UNREST = "medtop:16000000", "medtop:20000065"


class TwoTopics:
    """A model that takes every story for diplomacy, and keeps the text it was given."""

    def assign(self, text: TopicText, vocab: Vocab) -> list[AssignedTopic]:
        self.read = text
        return [AssignedTopic(POLITICS, 0.7), AssignedTopic(RELATIONS, 0.6)]


def make_pack(code: str = "fr") -> LanguagePack:
    """What the step uses of a language pack."""
    return cast(LanguagePack, SimpleNamespace(code=code, topics=TwoTopics(), nlp=SimpleNamespace(vocab=Vocab())))


def analysis(*subjects: Subject, headline: str | None = "Sommet à Lisbonne", body: str = "Les ministres se voient.") -> Analysis:
    text = compose(headline, [body, "Ils repartent mardi."])
    story = Story(
        story_id="s",
        format="ninjs",
        text=text.text,
        paragraphs=text.paragraphs,
        headline_paragraph=text.headline_paragraph,
        subjects=subjects,
    )
    return Analysis(story=story)


def found(*subjects: Subject) -> list[tuple[str, float, str]]:
    return [(topic.qcode, topic.score, topic.source) for topic in assign_topics(analysis(*subjects), make_pack()).topics]


BY_MODEL = [(POLITICS, 0.7, "model"), (RELATIONS, 0.6, "model")]


def test_models_topics_carry_its_score() -> None:
    assert found() == BY_MODEL


def test_wires_topic_replaces_the_models() -> None:
    assert found(Subject(scheme="medtop", code="11000000")) == [(POLITICS, 1.0, "wire"), (RELATIONS, 0.6, "model")]


@pytest.mark.parametrize(
    ("scheme", "code"), [("medtop", "20000065"), ("medtop", UNREST), ("subj", "16003000"), (None, "16003000")]
)
def test_wires_topic_brings_those_above_it(scheme: str | None, code: str) -> None:
    assert found(Subject(scheme=scheme, code=code)) == [(CONFLICT, 1.0, "wire"), (UNREST, 1.0, "wire"), *BY_MODEL]


def test_first_topic_of_the_wire_is_the_main_one() -> None:
    subjects = [Subject(scheme="medtop", code=code) for code in ("20000065", "03000000")]

    assert [qcode for qcode, _, _ in found(*subjects)][:2] == [CONFLICT, "medtop:03000000"]


@pytest.mark.parametrize(
    ("scheme", "code"), [("medtop", None), ("medtop", "xyz"), ("medtop", "29999999"), ("dpacat", "03000000")]
)
def test_code_that_is_no_topic_is_passed_over(scheme: str, code: str | None) -> None:
    assert found(Subject(scheme=scheme, code=code)) == BY_MODEL


@pytest.mark.parametrize(("language", "name"), [("fr", "Politique"), ("en", "politics and government")])
def test_names_are_in_the_packs_language(language: str, name: str) -> None:
    topics = assign_topics(analysis(), make_pack(language)).topics

    assert topics[0].name == name


def test_model_reads_headline_lead_and_rest_apart() -> None:
    known = make_pack()

    assign_topics(analysis(), known)

    assert cast(TwoTopics, known.topics).read == TopicText(
        headline="Sommet à Lisbonne", lead="Les ministres se voient.", rest="Ils repartent mardi."
    )


def by_french_model(headline: str, body: str) -> tuple[Topic, ...]:
    french = pack("fr")
    assert french is not None
    return assign_topics(analysis(headline=headline, body=body), french).topics


@pytest.mark.model
@pytest.mark.parametrize(
    ("headline", "body", "root"),
    [
        ("Grève des cheminots lundi", "Les syndicats appellent à la grève pour une hausse des salaires.", "medtop:09000000"),
        ("Deux buts et la qualification", "Le club lyonnais a battu Nantes 2-0 en finale du championnat.", "medtop:15000000"),
        ("Un incendie ravage une usine", "Les pompiers ont lutté toute la nuit contre les flammes.", "medtop:03000000"),
        ("Le festival s'ouvre samedi", "Vingt films sont en compétition, a dit la réalisatrice.", "medtop:01000000"),
        ("Dix ans de prison pour le braqueur", "La cour d'assises l'a reconnu coupable de vol à main armée.", "medtop:02000000"),
    ],
)
def test_best_root_is_what_the_story_is_about(headline: str, body: str, root: str) -> None:
    assert by_french_model(headline, body)[0].qcode == root


@pytest.mark.model
def test_story_of_unknown_words_has_no_topic() -> None:
    topics = assign_topics(Analysis(story=Story(story_id="s", format="plain", text="")), cast(LanguagePack, pack("fr"))).topics

    assert topics == ()
