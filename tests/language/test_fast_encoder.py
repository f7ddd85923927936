"""The fast encoder computes what spaCy's own layers do, on networks small enough to build here."""

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from stream.language import fast_encoder
from stream.language.fast_encoder import speed_up

EMBED = {
    "@architectures": "spacy.MultiHashEmbed.v2",
    "width": 16,
    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY"],
    "rows": [50, 50, 50, 50, 50],
    "include_static_vectors": False,
}
ENCODE = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 16, "depth": 3, "window_size": 1, "maxout_pieces": 3}
TEXTS = [
    "Le ministre est arrivé mardi à Nantes .",
    "Secours",
    "",
    "Une explosion a fait deux morts , selon la préfecture .",
    "Le ministre est reparti .",
]


def _pipeline(embed: dict[str, Any] = EMBED, encode: dict[str, Any] = ENCODE) -> Language:
    nlp = spacy.blank("xx")
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    nlp.initialize()
    random = np.random.default_rng(7)
    for node in nlp.get_pipe("tok2vec").model.walk():  # type: ignore[attr-defined]  # spaCy types a component as a callable
        for name in node.param_names:
            node.set_param(name, random.normal(scale=0.3, size=node.get_param(name).shape).astype(np.float32))
    return nlp


def _tensors(nlp: Language, texts: list[str]) -> list[Any]:
    return [doc.tensor for doc in nlp.pipe(texts)]


def _all_equal(some: list[Any], others: list[Any]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(TEXTS, id="documents, one of them empty"),
        pytest.param([""], id="nothing but an empty one"),
        pytest.param(["Secours"], id="one token"),
        pytest.param([" ".join(TEXTS) * 60], id="longer than a buffer"),
        pytest.param(TEXTS * 60, id="more than a buffer"),
        pytest.param(["Il\n\n pleut   ici"], id="white space"),
    ],
)
def test_encoder_gives_what_spacy_gives(texts: list[str]) -> None:
    nlp = _pipeline()
    expected = _tensors(nlp, texts)

    replaced = speed_up(nlp)

    assert replaced == ["tok2vec"]
    assert [tensor.shape for tensor in _tensors(nlp, texts)] == [tensor.shape for tensor in expected]
    assert all(np.allclose(ours, theirs, atol=1e-5) for ours, theirs in zip(_tensors(nlp, texts), expected, strict=True))


@pytest.mark.parametrize("pieces", [2, 3, 4])
def test_any_number_of_pieces_is_computed(pieces: int) -> None:
    nlp = _pipeline(encode={**ENCODE, "maxout_pieces": pieces})
    expected = _tensors(nlp, TEXTS)

    speed_up(nlp)

    assert all(np.allclose(ours, theirs, atol=1e-5) for ours, theirs in zip(_tensors(nlp, TEXTS), expected, strict=True))


def test_document_is_encoded_to_the_same_bits_in_any_company() -> None:
    together, alone = _pipeline(), _pipeline()
    speed_up(together)
    speed_up(alone)

    assert _all_equal(_tensors(together, TEXTS), [alone(text).tensor for text in reversed(TEXTS)][::-1])


def test_forgotten_vectors_are_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    roomy, narrow = _pipeline(), _pipeline()
    speed_up(roomy)
    monkeypatch.setattr(fast_encoder, "CACHED_VECTORS", 15)
    speed_up(narrow)

    assert _all_equal([narrow(text).tensor for text in TEXTS * 2], _tensors(roomy, TEXTS * 2))


def test_tokens_of_one_form_and_two_norms_differ() -> None:
    nlp = _pipeline()
    doc, other = (Doc(nlp.vocab, words=["st", "petit"]) for _ in range(2))
    other[0].norm_ = "saint"
    expected = nlp.get_pipe("tok2vec").model.predict([doc, other])  # type: ignore[attr-defined]  # spaCy types it as a callable
    speed_up(nlp)

    found = nlp.get_pipe("tok2vec").model.predict([doc, other])  # type: ignore[attr-defined]  # likewise

    assert not np.allclose(found[0], found[1], atol=1e-3)
    assert all(np.allclose(ours, theirs, atol=1e-5) for ours, theirs in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("embed", "encode"),
    [
        pytest.param(EMBED, {**ENCODE, "window_size": 2}, id="wider windows"),
        pytest.param(
            EMBED,
            {"@architectures": "spacy.MishWindowEncoder.v2", "width": 16, "depth": 3, "window_size": 1},
            id="another activation",
        ),
        pytest.param({**EMBED, "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "POS"]}, ENCODE, id="an attribute of the context"),
    ],
)
def test_other_networks_are_left_alone(embed: dict[str, Any], encode: dict[str, Any]) -> None:
    nlp = _pipeline(embed, encode)
    expected = _tensors(nlp, TEXTS)

    assert speed_up(nlp) == []
    assert _all_equal(_tensors(nlp, TEXTS), expected)


def test_encoder_inside_a_component_is_replaced() -> None:
    nlp = spacy.blank("xx")
    tok2vec = {"@architectures": "spacy.Tok2Vec.v2", "embed": EMBED, "encode": ENCODE}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": tok2vec}})
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc("Il pleut"), {"tags": ["PRON", "VERB"]})])

    replaced = speed_up(nlp)

    assert replaced == ["tagger"]
    assert nlp("Il pleut")[1].tag_ in {"PRON", "VERB"}


def test_training_goes_through_the_original() -> None:
    nlp = _pipeline()
    original = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]  # spaCy types a component as a callable
    doc = nlp.make_doc(TEXTS[0])
    speed_up(nlp)

    tensors, backprop = nlp.get_pipe("tok2vec").model.begin_update([doc])  # type: ignore[attr-defined]  # likewise
    backprop([np.ones_like(tensors[0])])

    assert any(node.has_grad("W") for node in original.walk() if "W" in node.param_names)
