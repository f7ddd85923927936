"""Damaged messages through every parser: `python -m tests.fuzz --count 100000 --seed 1`.

Prints how many were stories and how many were refused and why, what crashed with the bytes that did it, what took longer
than a second, and the peak of memory. Ends with status 1 where anything crashed, hung or went over the memory.
"""

import argparse
import random
import resource
import sys
from collections import Counter
from time import perf_counter

import msgspec

from stream.errors import StoryRefused
from stream.story import Story
from stream.wire import parse
from tests.fuzz.mutations import SEEDS, damaged

HANG_S = 1.0
MEMORY_MB = 300
_SHOWN_BYTES = 2_000


class Broken(Exception):
    """A story that contradicts itself."""


def main() -> int:
    """Fuzz, and print what came of it."""
    options = _options()
    dice = random.Random(options.seed)  # noqa: S311  damage that can be repeated, no secret
    parse(SEEDS[0])  # the first story loads the language detector, which takes a second
    outcomes: Counter[str] = Counter()
    bad, slowest = 0, 0.0
    for number in range(options.count):
        message = damaged(dice)
        start = perf_counter()
        outcome, fault = _try(message)
        spent = perf_counter() - start
        slowest = max(slowest, spent)
        outcomes[outcome] += 1
        if fault or spent > HANG_S:
            bad += 1
            sys.stdout.write(f"#{number} {fault or f'{spent:.1f} s'}: {message[:_SHOWN_BYTES]!r}\n")
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for outcome, count in outcomes.most_common():
        sys.stdout.write(f"{outcome:<16} {count:>9,}\n")
    sys.stdout.write(f"{bad} crashed or hung; slowest {slowest * 1000:.0f} ms; peak memory {memory_mb} MB\n")
    return 1 if bad or memory_mb > MEMORY_MB else 0


def _try(message: bytes) -> tuple[str, str | None]:
    """(what came of a message, what is wrong with that)."""
    try:
        parsed = parse(message)
        for story in parsed.stories:
            _check(story)
    except StoryRefused as refused:
        return refused.cause, None
    except Exception as error:
        return "crash", f"{type(error).__name__}: {error}"
    return "stories", None


def _check(story: Story) -> None:
    """That a story's text fields agree, and that it survives its channel."""
    if "\n".join(story.text[start:end] for start, end in story.paragraphs) != story.text:
        raise Broken("paragraphs do not make the text")
    if story.headline_paragraph and story.headline != story.text[slice(*story.paragraphs[0])]:
        raise Broken("the headline is not the first paragraph")
    if msgspec.json.decode(msgspec.json.encode(story), type=Story) != story:
        raise Broken("changed by its channel")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="inputs (100,000)")
    parser.add_argument("--seed", type=int, default=1, help="of the damage (1)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
