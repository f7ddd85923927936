"""The worker against a naive Faust agent, over the same broker: `python -m tests.benchmarks.worker`.

Throughput: wall time for the same stories from the tenth record out to the last, all pushed beforehand: the naive agent
(stock model inline, entities only), ours with one slot, ours with two. Latency: from push to the enriched record read, of
stories pushed one at a time to a worker of two slots that is otherwise idle.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson

from stream.settings import Settings
from stream.story import Story
from stream.worker.embedded import embedded_broker
from stream.worker.slots import Work
from tests.benchmarks import corpus
from tests.integration.harness import Wire, running_worker, worker_settings

_WARM_RECORDS = 10
_LATENCY_STORIES = 50
_DEADLINE_S = 900.0

Message = tuple[bytes, bytes]
"""Key and value."""


def main() -> None:
    """Print stories a second for each, the ratios, and the latencies."""
    asked = corpus.options("tests.benchmarks.worker", __doc__ or "", count=300)
    stories = list(corpus.stories(asked.stories, asked.count + _LATENCY_STORIES, asked.skip))
    messages = [_message(story) for story in stories]
    rates: dict[str, float] = {}
    for number, name in enumerate(("naive agent", "worker, 1 slot", "worker, 2 slots")):
        with embedded_broker([f"bench{number}."]) as brokers:
            settings = worker_settings(brokers, f"bench{number}.", slots=max(number, 1), story_timeout_s=60.0)
            wire = Wire(settings)
            rates[name] = _rate(settings, wire, messages[: asked.count], naive=number == 0)
            sys.stdout.write(f"{name:<18}{rates[name]:8.1f} stories/s{rates[name] / rates['naive agent']:8.2f} ×\n")
            if number == 2:
                waits = _latencies(settings, wire, messages[asked.count :])
            wire.close()
    sys.stdout.write(f"{'two slots ÷ one':<18}{rates['worker, 2 slots'] / rates['worker, 1 slot']:8.2f}\n")
    sys.stdout.write(f"{'latency, ms':<18}{statistics.median(waits):8.0f} median{max(waits):8.0f} slowest of {len(waits)}\n")


def _message(story: Story) -> Message:
    fields = {"uri": story.story_id, "headline": story.headline, "body_text": story.text, "language": "fr"}
    return story.story_id.encode(), orjson.dumps({**fields, "versioncreated": story.published})


def _rate(settings: Settings, wire: Wire, messages: Sequence[Message], *, naive: bool) -> float:
    """Stories a second once the first records are out."""
    for key, value in messages:
        wire.push([value], key=key)
    with _naive(settings) if naive else running_worker(settings, Work()):
        _await(wire, _WARM_RECORDS)
        first, started = len(wire.records["enriched"]), time.monotonic()
        _await(wire, len(messages))
        return (len(messages) - first) / (time.monotonic() - started)


def _await(wire: Wire, count: int) -> None:
    wire.until(lambda: len(wire.records["enriched"]) >= count, f"{count} records", _DEADLINE_S)


@contextmanager
def _naive(settings: Settings) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.benchmarks.naive_agent", settings.brokers, settings.prefix, folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 our own module
            yield
            process.kill()


def _latencies(settings: Settings, wire: Wire, messages: Sequence[Message]) -> list[float]:
    """Milliseconds from push to record, of one story after the other."""
    waits = []
    with running_worker(settings, Work()):
        for number, (key, value) in enumerate(messages):
            count = len(wire.records["enriched"])
            started = time.monotonic()
            wire.push([value], key=key)
            _await(wire, count + 1)
            if number >= _WARM_RECORDS:
                waits.append((time.monotonic() - started) * 1000)
    return waits


if __name__ == "__main__":
    main()
