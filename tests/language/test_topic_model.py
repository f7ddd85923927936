"""The topic model: a small one made by hand, its file, and what it reads in a text."""

from pathlib import Path
from typing import cast

import msgspec
import numpy as np
import pytest
from spacy.vocab import Vocab
from thinc.types import Floats1d

from stream.errors import DataBroken
from stream.language.topic_features import Floats, TopicFeatures, TopicText
from stream.language.topic_model import TopicModel
from stream.language.topic_weights import TopicWeights

POLITICS, SPORT = "medtop:11000000", "medtop:15000000"
RELATIONS, DIPLOMACY = "medtop:20000638", "medtop:20000639"
STEMS = ["footba", "minist", "sommet"]
# Columns: a hint; politics, sport; the two as main; international relations, diplomacy.
STEM_WEIGHTS = [[0, 0, 9, 0, 9, 0, 0], [0, 9, 0, 9, 0, 5, 0], [0, 5, 0, 5, 0, 9, 9]]


def zeros(*shape: int) -> Floats:
    return np.zeros(shape, dtype=np.float32)


def make_weights() -> TopicWeights:
    """A model of three stems, one hint that counts for nothing, two roots and two deeper topics."""
    main = zeros(5, 2)
    main[2, 0] = main[3, 1] = 1
    deep = np.array([1, *[0] * 8, -3], dtype=np.float32)
    return TopicWeights(
        stems=STEMS,
        rarity=np.ones(3, dtype=np.float32),
        roots=[POLITICS, SPORT],
        deep=[RELATIONS, DIPLOMACY],
        vector_mean=zeros(2, 4),
        vector_axes=np.stack([np.eye(4, dtype=np.float32)] * 2),
        stem_weights=np.array(STEM_WEIGHTS, dtype=np.int8),
        stem_scales=np.ones(7, dtype=np.float32),
        hint_vector=zeros(8, 1),
        hint_bias=zeros(1),
        score_vector=zeros(8, 6),
        score_hint=zeros(1, 6),
        score_bias=zeros(6),
        root_logits=np.array([[1, 0, -3]] * 2, dtype=np.float32),
        main_logits=main,
        root_curve=np.array([1, 0], dtype=np.float32),
        deep_logits=deep,
        deep_prior=np.array([0.1, 0.1], dtype=np.float32),
        thresholds=np.array([0.4, 0.4], dtype=np.float32),
    )


def text(headline: str = "", lead: str = "", rest: str = "") -> TopicText:
    return TopicText(headline=headline, lead=lead, rest=rest)


def assigned(story: TopicText) -> dict[str, float]:
    return dict(TopicModel(make_weights()).assign(story, Vocab()))


@pytest.mark.parametrize(
    ("lead", "topics"),
    [
        ("Le football", {SPORT}),
        ("La ministre", {POLITICS, RELATIONS}),
        ("Un sommet", {POLITICS, RELATIONS, DIPLOMACY}),
        ("Un sommet des ministres du football", {POLITICS, SPORT, RELATIONS, DIPLOMACY}),
    ],
)
def test_topics_over_their_threshold_are_assigned(lead: str, topics: set[str]) -> None:
    assert set(assigned(text(lead=lead))) == topics


def test_best_root_is_assigned_below_the_threshold() -> None:
    weights = msgspec.structs.replace(make_weights(), thresholds=np.array([0.999, 0.4], dtype=np.float32))

    topics = TopicModel(weights).assign(text(lead="Le football"), Vocab())

    assert [topic.qcode for topic in topics] == [SPORT]


def test_deeper_topic_needs_its_root() -> None:
    weights = msgspec.structs.replace(make_weights(), thresholds=np.array([0.999, 0.001], dtype=np.float32))

    topics = TopicModel(weights).assign(text(lead="Le football"), Vocab())

    assert [topic.qcode for topic in topics] == [SPORT]


def test_topic_between_root_and_a_deeper_one_is_assigned_with_it() -> None:
    weights = make_weights()
    weights.stem_weights[2, 5] = 0

    topics = dict(TopicModel(weights).assign(text(lead="Un sommet"), Vocab()))

    assert topics[RELATIONS] == topics[DIPLOMACY]


def test_no_topic_scores_above_the_one_it_lies_under() -> None:
    topics = assigned(text(lead="Un sommet"))

    assert topics[POLITICS] >= topics[RELATIONS] >= topics[DIPLOMACY]


def test_topics_come_best_first() -> None:
    topics = TopicModel(make_weights()).assign(text(lead="Un sommet des ministres du football"), Vocab())

    assert [topic.score for topic in topics] == sorted((topic.score for topic in topics), reverse=True)


@pytest.mark.parametrize("story", [text(), text(headline="Xyz"), text(rest="— 12 %")])
def test_text_without_a_known_word_has_no_topic(story: TopicText) -> None:
    assert assigned(story) == {}


def test_main_root_is_raised() -> None:
    second = assigned(text(lead="Le football, la ministre"))[SPORT]
    first = assigned(text(headline="Football", lead="Le football, la ministre"))[SPORT]

    assert first > second


def test_saved_model_assigns_the_same(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    make_weights().save(tmp_path / "models" / "topics.npz")

    loaded = TopicModel.load(tmp_path)

    story = text(lead="Un sommet des ministres du football")
    assert dict(loaded.assign(story, Vocab())) == pytest.approx(assigned(story), abs=1e-3)


def test_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.npz", "b.npz"):
        make_weights().save(tmp_path / name)

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_missing_model_is_broken_data(tmp_path: Path) -> None:
    with pytest.raises(DataBroken):
        TopicModel.load(tmp_path)


def test_file_that_is_no_model_is_broken_data(tmp_path: Path) -> None:
    (tmp_path / "topics.npz").write_bytes(b"PK\x05\x06 cut short")

    with pytest.raises(DataBroken):
        TopicWeights.load(tmp_path / "topics.npz")


def test_arrays_that_do_not_fit_are_broken_data(tmp_path: Path) -> None:
    msgspec.structs.replace(make_weights(), hint_bias=zeros(2)).save(tmp_path / "topics.npz")

    with pytest.raises(DataBroken, match="do not fit"):
        TopicWeights.load(tmp_path / "topics.npz")


def test_forms_of_a_word_share_a_stem() -> None:
    features = TopicFeatures(STEMS, np.ones(3, dtype=np.float32))

    rows = [features.read(text(rest=word), Vocab()).rows.tolist() for word in ("ministre", "Ministères", "MINISTÉRIEL")]

    assert rows == [[1], [1], [1]]


def test_headline_weighs_more_than_the_rest() -> None:
    features = TopicFeatures(STEMS, np.ones(3, dtype=np.float32))

    read = features.read(text(headline="Football", rest="La ministre"), Vocab())

    assert read.weights[0] > read.weights[1]


@pytest.mark.parametrize(
    ("paragraphs", "headline", "expected"),
    [
        (["Titre", "Un.", "Deux.", "Trois."], True, text("Titre", "Un.", "Deux.\nTrois.")),
        (["Un.", "Deux."], False, text("", "Un.", "Deux.")),
        (["Titre"], True, text("Titre")),
        ([], True, text()),
    ],
)
def test_paragraphs_are_told_apart(paragraphs: list[str], headline: bool, expected: TopicText) -> None:
    assert TopicText.of(paragraphs, headline=headline) == expected


def test_mean_vector_is_of_the_words_that_have_one() -> None:
    vocab = Vocab()
    vocab.reset_vectors(width=2)
    vocab.set_vector("ministre", cast(Floats1d, np.array([3.0, 0.0], dtype=np.float32)))
    features = TopicFeatures(STEMS, np.ones(3, dtype=np.float32))

    means = features.read(text(lead="ministre inconnue"), vocab).means

    assert means.tolist() == [[1.0, 0.0], [1.0, 0.0]]
