"""What parsing costs beside the bare reading of the same bytes: `python -m tests.benchmarks.parsing`.

Microseconds of CPU a message for `stream.wire.parse`, and for `lxml.etree.fromstring` or `orjson.loads` alone, on messages of our
own in every format (a story of some 2,500 characters) and on the real samples where the shared folder is present. The
ratio divides ours by the bare reading plus ALLOWED_US, which pays for a Story's fields, its digest and its records.
Formats that are neither XML nor JSON have `bytes.decode` and `str.splitlines` for their bare reading.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time

import orjson
from lxml import etree

from stream.errors import StoryRefused
from stream.wire import detect, parse
from tests.wire.written import END, LEAD, QUOTE, WRITERS, Written

ALLOWED_US = 100
ROUNDS = 7
"""Of which the fastest counts."""
REPEATS = 40
SHARED = Path(__file__).parents[3] / "shared/wire"
XML = ("newsml1", "newsmlg2", "nitf", "rss")


def main() -> None:
    """Print a line a format and a line a real file, and the ratio over each group."""
    story = Written(paragraphs=(LEAD, QUOTE, END) * 9)
    _group("messages of ours", ((name, name, write(story)) for name, write in WRITERS.items()))
    _group("real samples", _samples())


def _samples() -> Iterator[tuple[str, str, bytes]]:
    for path in sorted(SHARED.rglob("*")) if SHARED.is_dir() else ():
        if path.is_file() and path.suffix != ".md":
            raw = path.read_bytes()
            try:
                format_ = detect(raw)
                parse(raw)
            except StoryRefused:
                continue
            yield path.name[:34], format_, raw


def _group(title: str, messages: Iterator[tuple[str, str, bytes]]) -> None:
    sys.stdout.write(f"{title:<36} {'bytes':>8} {'ours µs':>9} {'bare µs':>9} {'ratio':>6}\n")
    ours = allowed = 0.0
    for name, format_, raw in messages:
        mine, bare = _microseconds(partial(parse, raw)), _microseconds(_bare(format_, raw))
        ours, allowed = ours + mine, allowed + bare + ALLOWED_US
        sys.stdout.write(f"{name:<36} {len(raw):>8,} {mine:>9.0f} {bare:>9.0f} {mine / (bare + ALLOWED_US):>6.2f}\n")
    if allowed:
        sys.stdout.write(f"{'all':<36} {'':>8} {'':>9} {'':>9} {ours / allowed:>6.2f}\n\n")


def _bare(format_: str, raw: bytes) -> Callable[[], object]:
    if format_ in XML:
        return lambda: etree.fromstring(raw)
    if format_ == "ninjs":
        return lambda: orjson.loads(raw)
    return lambda: raw.decode("utf-8", "replace").splitlines()


def _microseconds(work: Callable[[], object]) -> float:
    """Of one call, in the fastest round."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        for _ in range(REPEATS):
            work()
        best = min(best, process_time() - start)
    return best / REPEATS * 1e6


if __name__ == "__main__":
    main()
