"""The stories that speed is measured on, and how ways to read them are timed side by side."""

import argparse
import gzip
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import process_time

import orjson

from stream.story import Story
from stream.wire import parse

BATCH = 8
"""Stories a batch, as in the worker."""
WARM_UP = 5
"""One story in so many is read before the clock starts, for what is loaded on first use."""

Way = Callable[[Sequence[Story]], None]


def options(name: str, about: str, *, count: int) -> argparse.Namespace:
    """`stories`, a file, and `count` from the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    corpus = Path("../shared/corpus/afp-stories.jsonl.gz")
    parser.add_argument("--stories", type=Path, default=corpus, help="JSON Lines of stories")
    parser.add_argument("--count", type=int, default=count, help="how many of them")
    parser.add_argument("--skip", type=int, default=0, help="how many to leave out first")
    return parser.parse_args()


def stories(path: Path, count: int, skip: int = 0) -> Iterator[Story]:
    """Stories of a corpus, through the wire parser."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as lines:
        for line in islice(lines, skip, skip + count):
            story = orjson.loads(line)
            wire = {"uri": story["url"], "headline": story["headline"], "body_text": "\n".join(story["paragraphs"])}
            yield from parse(orjson.dumps({**wire, "versioncreated": story["published"]})).stories


def batches(stories: Sequence[Story]) -> Iterator[Sequence[Story]]:
    """Stories as the worker groups them."""
    for at in range(0, len(stories), BATCH):
        yield stories[at : at + BATCH]


def paragraphs(stories: Sequence[Story]) -> list[str]:
    """The texts that the language model reads, one a paragraph."""
    return [story.text[start:end] for story in stories for start, end in story.paragraphs]


def seconds(ways: dict[str, Way], stories: list[Story]) -> dict[str, float]:
    """CPU time that each way takes for the stories after a warm-up, batch after batch.

    The ways take turns on each batch, so that a noisy machine is noisy for all; no story comes twice, since what was kept of
    it would make the second time cheaper.
    """
    start = len(stories) // WARM_UP
    for way in ways.values():
        way(stories[:start])
    spent = dict.fromkeys(ways, 0.0)
    for batch in batches(stories[start:]):
        for name, way in ways.items():
            begin = process_time()
            way(batch)
            spent[name] += process_time() - begin
    return spent
