"""Interrupts a worker under load, again and again, and checks what came out.

The load: revisions of many stories, with kills among them, events that vanish from one revision to the next, and broken
messages. Nothing lost: every revision was published or retracted, every bad message is a dead letter. Order kept: within a
story no revision is published before the one it follows; a replay may only go back and come again. Replays overwrite:
the last record under each key is byte for byte, tombstones too, what the same functions give without Kafka.

By hand: `python -m tests.integration.kill_loop --times 10 [--how kill|term|freeze] [--workers 2] [--real]`, on the embedded
broker or with `--brokers` on a real Kafka.
"""

import argparse
import json
import signal
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pkgutil import resolve_name
from typing import Any, Literal

import msgspec

from stream.clients import topics
from stream.settings import Settings
from stream.story import Story
from stream.worker.effects import Arrival, effects
from stream.worker.embedded import embedded_broker
from stream.worker.jobs import jobs
from stream.worker.lifecycle import NOTHING_KNOWN, StoryState, order_of
from stream.worker.messages import Incoming, Outgoing
from stream.worker.slots import Work
from tests.integration.harness import FAKES, Wire, WorkerProcess, worker_settings

_STORIES = 60
_BAD_EVERY = 25
# Enough to see the worker at work; most of the round's messages are still waiting then.
_SEEN_BEFORE_KILL = 8
_DEADLINE_S = 120.0

How = Literal["kill", "term", "freeze"]

Raw = tuple[bytes, bytes]
"""Key and value."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found."""

    how: How
    times: int
    messages: int
    waiting: list[int]
    """Messages pushed and not yet out at each interruption."""
    repeated: int
    """Revisions published or retracted more than once."""
    slowest_stop_s: float
    """From SIGTERM to the end."""
    lost: list[str]
    misordered: list[str]
    differing: list[str]
    seconds: float

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, misordered or different."""
        return not (self.lost or self.misordered or self.differing)


def raw_messages(revision: int, *, provider: str = "AFP") -> list[Raw]:
    """One revision of every story, with a broken message here and there; ninjs, which the fake parser reads as well."""
    messages = []
    for number in range(_STORIES):
        story_id = f"story-{number}"
        text = f"Le président a visité la ville {number} pour la {revision}e fois. #feu{revision % 3} analysis is slow"
        status = "canceled" if (number + revision) % 5 == 0 else "usable"
        fields = {"uri": story_id, "story_id": story_id, "version": str(revision), "revision": revision, "language": "fr"}
        fields |= {"versioncreated": f"2026-11-23T10:{revision:02}:00Z", "published": f"2026-11-23T10:{revision:02}:00Z"}
        fields |= {"headline": f"Visite {number}", "body_text": text, "body": text, "provider": provider}
        fields |= {"status": status, "pubstatus": status}
        messages.append((story_id.encode(), json.dumps(fields).encode()))
        if number % _BAD_EVERY == 0:
            messages.append((story_id.encode(), b'{"uri": "broken-%d-%d' % (number, revision)))
    return messages


def expected(messages: Sequence[Raw], work: Work) -> dict[tuple[str, bytes], Outgoing]:
    """Channel and key → the last message that the same functions give without Kafka."""
    run = jobs(resolve_name(work.parse), resolve_name(work.enrich))
    inbox = [out for outcome in run["parse"]([Incoming(value, {}) for _, value in messages]) for out in outcome.outputs]
    outcomes = run["enrich"]([Incoming(out.value, {}) for out in inbox])
    states: dict[str, StoryState] = {}
    last: dict[tuple[str, bytes], Outgoing] = {}
    for number, (out, outcome) in enumerate(zip(inbox, outcomes, strict=True)):
        value = out.value or b""
        story = msgspec.json.decode(value, type=Story)
        arrival = Arrival(message=story, value=value, order=order_of(story, number), now=time.time(), offset=number)
        done = effects(states.get(story.story_id, NOTHING_KNOWN), arrival, outcome.outputs)
        states[story.story_id] = done.state
        last |= {(record.channel, record.key or b""): record for record in done.outputs}
    return last


def interrupt(settings: Settings, *, times: int, how: How = "kill", workers: int = 1, work: Work = FAKES) -> Report:
    """Push a revision of all stories each round, and interrupt a worker in its midst."""
    started = time.monotonic()
    pushed: list[Raw] = []
    waiting, stops = [], [0.0]
    with ExitStack() as stack:
        wire = Wire(settings)
        stack.callback(wire.close)
        running = [_start(settings, work, stack) for _ in range(workers)]
        running[0].await_ready()
        for round_number in range(1, times + 1):
            pushed += _push(wire, round_number)
            _await_records(wire, len(wire.records["enriched"]) + _SEEN_BEFORE_KILL)
            stops.append(_end(running.pop(0), how, settings))
            wire.read()
            waiting.append(len(_missing(wire, pushed, {})))
            running.append(_start(settings, work, stack))
        pushed += _push(wire, times + 1)
        wanted = expected(pushed, work)
        return Report(
            how=how,
            times=times,
            messages=len(pushed),
            waiting=waiting,
            lost=_await_all(wire, pushed, wanted),
            repeated=len(_stories(wire)) - len(_stories_in(pushed)),
            misordered=_misordered(wire),
            differing=_differing(wire, wanted),
            slowest_stop_s=round(max(stops), 1),
            seconds=round(time.monotonic() - started, 1),
        )


def _end(worker: WorkerProcess, how: How, settings: Settings) -> float:
    """Interrupt a worker; seconds until it ended. A frozen one wakes when its partitions have gone to another."""
    started = time.monotonic()
    if how == "kill":
        worker.kill()
    elif how == "term":
        worker.terminate()
    else:
        worker.process.send_signal(signal.SIGSTOP)
        time.sleep(settings.session_timeout_s + 2)
        worker.process.send_signal(signal.SIGCONT)
        worker.process.wait(20)
    return time.monotonic() - started


def _start(settings: Settings, work: Work, stack: ExitStack) -> WorkerProcess:
    own = msgspec.structs.replace(settings, port=worker_settings(settings.brokers, settings.prefix).port)
    worker = WorkerProcess(own, work)
    stack.callback(worker.kill)
    return worker


def _push(wire: Wire, revision: int) -> list[Raw]:
    messages = raw_messages(revision)
    for key, value in messages:
        wire.push([value], key=key)
    return messages


def _await_records(wire: Wire, count: int) -> None:
    wire.until(lambda: len(wire.records["enriched"]) >= count, f"{count} records", _DEADLINE_S)


def _await_all(wire: Wire, pushed: Sequence[Raw], wanted: dict[tuple[str, bytes], Outgoing]) -> list[str]:
    """What is still missing at the deadline."""
    with suppress(TimeoutError):
        wire.until(lambda: not _missing(wire, pushed, wanted), "all records", _DEADLINE_S)
    return _missing(wire, pushed, wanted)


def _stories_in(pushed: Sequence[Raw]) -> list[tuple[str, str]]:
    return [(fields["uri"], fields["version"]) for _, value in pushed if value.endswith(b"}") for fields in [json.loads(value)]]


def _missing(wire: Wire, pushed: Sequence[Raw], wanted: dict[tuple[str, bytes], Outgoing]) -> list[str]:
    """What was pushed and has not come out, and the final records that are not there yet."""
    seen = {(story.story_id, story.version or str(story.revision)) for story in _stories(wire)}
    letters = {message.value() for message in wire.records["dead-letter"]}
    last = _last_records(wire)
    return [
        *(f"{story_id} version {version}" for story_id, version in _stories_in(pushed) if (story_id, version) not in seen),
        *(f"dead letter {value!r}" for _, value in pushed if not value.endswith(b"}") and value not in letters),
        *(f"{channel} {key!r}" for channel, key in wanted if (channel, key) not in last),
    ]


def _stories(wire: Wire) -> list[Story]:
    """Every record of a story, live or retracted; no tombstones."""
    values = [message.value() for message in wire.records["stories"]]
    return [msgspec.json.decode(value, type=Story) for value in values if value is not None]


def _last_records(wire: Wire) -> dict[tuple[str, bytes], Any]:
    return {
        (channel, message.key() or b""): message
        for channel in ("stories", "enriched", "event-mentions")
        for message in wire.records[channel]
    }


def _misordered(wire: Wire) -> list[str]:
    """Where a revision came before the one it follows."""
    last: dict[str, int] = {}
    wrong = []
    for story in _stories(wire):
        if story.revision > last.get(story.story_id, 0) + 1:
            wrong.append(f"{story.story_id}: revision {story.revision} after {last.get(story.story_id, 0)}")
        last[story.story_id] = story.revision
    return wrong


def _differing(wire: Wire, wanted: dict[tuple[str, bytes], Outgoing]) -> list[str]:
    """Where the last record under a key is not what it should be, in value or headers."""
    last = _last_records(wire)
    return [
        f"{channel} {key!r}"
        for (channel, key), out in wanted.items()
        if (message := last.get((channel, key))) and (message.value(), message.headers()) != (out.value, out.headers)
    ]


@contextmanager
def channels(brokers: str | None) -> Iterator[Settings]:
    """Settings for channels of our own, on the brokers given or on an embedded one."""
    if brokers is None:
        with embedded_broker(["kill."]) as address:
            yield worker_settings(address, "kill.", story_timeout_s=20.0)
        return
    prefix = f"kill-{uuid.uuid4().hex[:8]}."
    settings = worker_settings(brokers, prefix, group=prefix, story_timeout_s=20.0)
    topics.create(settings)
    yield settings


def main() -> int:
    """Run the loop as the arguments say, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--how", choices=["kill", "term", "freeze"], default="kill")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--brokers", help="a real Kafka; without it the embedded broker")
    parser.add_argument("--real", action="store_true", help="the real parser and analysis instead of quick fakes")
    options = parser.parse_args()
    work = Work() if options.real else FAKES
    with channels(options.brokers) as settings:
        report = interrupt(settings, times=options.times, how=options.how, workers=options.workers, work=work)
    sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
