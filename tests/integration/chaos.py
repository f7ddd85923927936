"""Hardships at length: what `make chaos` runs beside the interruptions of kill_loop.py. Each prints a report as JSON.

    histories   random lives of many stories (revisions, kills, embargoes, repetitions, in any order), with kills of the worker
    embargoes   stories under embargo, the worker started anew again and again: none early, none late
    slots       crashing, hanging and memory-eating stories among good ones: exactly those are dead-lettered
    state       a state of many stories: how long its restore takes, and what a story takes in memory
    broker      the broker killed and started again under load (needs java and mvn; it runs one of its own)
    faults      an embedded broker that refuses produces, has a full disk, is slow, is away
    corpus      real stories of ../shared/corpus through the real analysis: all out or dead-lettered, and memory on the way

By hand: `python -m tests.integration.chaos histories --count 300 --seed 7 [--brokers ADDRESS]`.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from stream.channels import STATE
from stream.clients import topics
from stream.clients.inputs import Raw, read
from stream.clients.kafka import produce, producer
from stream.settings import Settings
from stream.worker.lifecycle import Order, Standing, StoryState
from stream.worker.slots import Work
from tests.integration.faults import NOT_ENOUGH_REPLICAS, STORAGE_ERROR, FaultyBroker
from tests.integration.harness import Wire, WorkerProcess, headers_of, running_worker, until
from tests.integration.kill_loop import channels
from tests.worker.histories import Sent, wrong

CORPUS = Path("../shared/corpus/afp-stories.jsonl.gz")
_DEADLINE_S = 180.0
_TEXTS = ("un #feu", "deux #feu #vote", "trois", "quatre #vote")

Report = dict[str, Any]


def histories(settings: Settings, count: int, seed: int) -> Report:
    """Random histories, a worker killed in their midst; what is wrong at the end, and what went out too early."""
    dice = random.Random(seed)  # noqa: S311 chance is all that is wanted
    now = time.time()
    lives = {f"life-{seed}-{number}": _life(dice, now) for number in range(count)}
    messages = [(story_id, sent) for story_id, life in lives.items() for sent in [*life, *dice.sample(life, dice.randint(0, 1))]]
    dice.shuffle(messages)
    with ExitStack() as stack:
        wire = Wire(settings)
        stack.callback(wire.close)
        for part in range(3):
            worker = WorkerProcess(settings)
            stack.callback(worker.kill)
            worker.await_ready()
            for story_id, sent in messages[part::3]:
                wire.push([json.dumps(_raw(story_id, sent)).encode()], key=story_id.encode())
            if part < 2:
                _see_more(wire)
                worker.kill()
        faults = _until_right(wire, lives)
        early = _early(wire, lives)
    return {"histories": count, "seed": seed, "messages": len(messages), "wrong": faults[:20], "early": early[:20]}


def _see_more(wire: Wire) -> None:
    """Read along until the worker has done something more."""
    seen = len(wire.records["stories"])
    wire.until(lambda: len(wire.records["stories"]) > seen, "work", _DEADLINE_S)


def _read_for(wire: Wire, seconds: float) -> None:
    end = time.monotonic() + seconds
    wire.until(lambda: time.monotonic() > end, "a while", seconds + 10)


def _life(dice: random.Random, now: float) -> list[Sent]:
    return [
        Sent(
            number=number,
            text=dice.choice(_TEXTS),
            embargo=dice.choice([0, 0, 0, now + 10, now + 30]),
            kill=dice.random() < 0.25,
        )
        for number in range(1, dice.randint(2, 7))
    ]


def _raw(story_id: str, sent: Sent) -> dict[str, object]:
    embargo = {"embargo_until": datetime.fromtimestamp(sent.embargo, UTC).isoformat()} if sent.embargo else {}
    status = "canceled" if sent.kill else "usable"
    fields = {"story_id": story_id, "version": str(sent.number), "revision": sent.number, "body": sent.text}
    return {**fields, "status": status, **embargo}


def _until_right(wire: Wire, lives: Mapping[str, list[Sent]]) -> list[str]:
    """Read along until everything stands as it must; what does not at the deadline."""
    end = time.monotonic() + _DEADLINE_S
    while True:
        wire.read()
        standing = _standing(wire)
        faults = [fault for story_id, life in lives.items() for fault in wrong(story_id, life, standing.get(story_id, {}))]
        if not faults or time.monotonic() > end:
            return faults
        time.sleep(1)


def _standing(wire: Wire) -> dict[str, dict[tuple[str, bytes], bytes]]:
    """Story → what compacted channels hold of it."""
    out: dict[str, dict[tuple[str, bytes], bytes]] = {}
    for channel in ("stories", "enriched", "event-mentions"):
        for message in wire.records[channel]:
            key = message.key() or b""
            story = out.setdefault(key.decode().split("#", maxsplit=1)[0], {})
            value = message.value()
            if value is None:
                story.pop((channel, key), None)
            else:
                story[channel, key] = value
    return out


def _early(wire: Wire, lives: Mapping[str, list[Sent]]) -> list[str]:
    """Texts that went out before the first of their embargoes ended."""
    out = []
    for message in wire.records["stories"]:
        value = message.value()
        record = json.loads(value) if value else {}
        if record.get("record_status") != "live":
            continue
        sent = [sent for sent in lives[record["story_id"]] if sent.text == record["text"] and not sent.kill]
        if min(each.embargo for each in sent) > message.timestamp()[1] / 1000:
            out.append(f"{record['story_id']}: {record['text']}")
    return out


def embargoes(settings: Settings, count: int, seed: int) -> Report:
    """Stories under embargo, the worker started anew ten times; how long after T, or after its being ready, each went out."""
    restarts = 10
    dice = random.Random(seed)  # noqa: S311 chance is all that is wanted
    begin = time.time()
    until_s = {f"held-{number}": begin + 15 + dice.random() * 10 * restarts for number in range(count)}
    starts: list[tuple[float, float]] = []  # when each worker was started, and when it was ready
    wire = Wire(settings)
    for story_id, end in until_s.items():
        text = datetime.fromtimestamp(end, UTC).isoformat()
        wire.push_story(story_id=story_id, body="Sous embargo.", embargo_until=text)
    for start in range(restarts + 1):
        began = time.time()
        with running_worker(settings) as worker:
            starts.append((began, time.time()))
            last = start == restarts
            pause = max(until_s.values()) + 5 - time.time() if last else 5.0
            _read_for(wire, pause)
            worker.kill()
    out = {(message.key() or b"").decode(): message.timestamp()[1] / 1000 for message in reversed(wire.records["stories"])}
    wire.close()
    delays = [at - max(until_s[key], max(ready for began, ready in starts if began <= at)) for key, at in out.items()]
    return {
        "stories": count,
        "starts": restarts + 1,
        "missing": sorted(until_s.keys() - out.keys()),
        "early": [key for key, at in out.items() if at < until_s[key]],
        "slowest_s": round(max(delays, default=0.0), 2),
    }


def slots(settings: Settings, count: int, seed: int) -> Report:
    """A crash, a hang and a memory hog for each 33 good stories; which dead letters and which stories came out."""
    dice = random.Random(seed)  # noqa: S311 chance is all that is wanted
    bad = ["analysis crashes", "analysis hangs", "analysis eats memory"] * (count // 100)
    bodies = [*bad, *["Bien."] * (count - len(bad))]
    dice.shuffle(bodies)
    settings = msgspec.structs.replace(settings, story_timeout_s=5.0)
    wire = Wire(settings)
    with running_worker(settings):
        for number, body in enumerate(bodies):
            wire.push_story(story_id=f"story-{number}", body=body)
        wire.until(
            lambda: len(wire.records["stories"]) + len(wire.records["dead-letter"]) >= count, "all stories", 20 * _DEADLINE_S
        )
    letters = {headers_of(letter)["dl_story_id"] for letter in wire.records["dead-letter"]}
    stories = {(story.key() or b"").decode() for story in wire.records["stories"]}
    wire.close()
    wanted = {f"story-{number}" for number, body in enumerate(bodies) if body != "Bien."}
    return {
        "stories": count,
        "dead_lettered": len(letters),
        "wrongly_dead": sorted(letters - wanted),
        "not_dead": sorted(wanted - letters),
        "missing": count - len(letters | stories),
    }


def state(settings: Settings, count: int, seed: int) -> Report:
    """A state of many stories, written beforehand; seconds until a new worker is ready, and its memory."""
    with running_worker(settings) as worker:
        empty_mb = _memory_mb(worker.process.pid)
    client = producer(settings)
    known = StoryState(
        standing=Standing(
            order=Order(3, 1_795_521_600.0, 1_795_521_600_000),
            revision=3,
            text_sha256="0" * 64,
            format="ninjs",
            provider="AFP",
            mentions={f"{number:032x}": "CONSULT" for number in range(5)},
        ),
        counted=3,
        seen_ms=round(time.time() * 1000),
    )
    value = msgspec.json.encode(known)
    for number in range(count):
        key = f"urn:newsml:afp.com:20261124:{seed}-{number}".encode()
        produce(
            client,
            STATE.topic(settings.prefix),
            key=key,
            value=value,
            partition=number % settings.partitions,
            headers=[("offset", b"-1")],
        )
    client.flush()
    started = time.monotonic()
    with running_worker(settings) as worker:
        ready_s = time.monotonic() - started
        full_mb = _memory_mb(worker.process.pid)
        known_stories = until(lambda: _metric(worker, "wirestream_stories_known"), "the metric")
        restore_s = _metric(worker, "wirestream_state_restore_seconds")
    return {
        "stories": count,
        "known": round(known_stories),
        "restore_s": round(restore_s, 2),
        "ready_s": round(ready_s, 2),
        "bytes_a_story": round((full_mb - empty_mb) * 1e6 / count),
        "state_record_bytes": len(value),
    }


class Supervised:
    """A worker that is started again whenever it ends, as a supervisor does."""

    def __init__(self, settings: Settings) -> None:
        self.starts = 0
        self._settings = settings
        self._worker = self._start()
        self._worker.await_ready()

    def _start(self) -> WorkerProcess:
        self.starts += 1
        return WorkerProcess(self._settings)

    def look(self) -> None:
        """Start it again if it has ended."""
        if self._worker.process.poll() is not None:
            self._worker = self._start()

    def kill(self) -> None:
        """End it."""
        self._worker.kill()


def _all_out(wire: Wire, worker: Supervised, count: int) -> int:
    """Read along until so many stories are out; how many are missing at the deadline."""

    def out() -> int:
        worker.look()
        return len({message.key() for message in wire.records["stories"]})

    with suppress(TimeoutError):
        wire.until(lambda: out() == count, "every story", _DEADLINE_S)
    return count - out()


def broker(settings: Settings, count: int, seed: int) -> Report:
    """Kill a Kafka of our own three times under load; what is missing, and how often a supervisor had to start the worker."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port = settings.port + 1 if settings.port % 2 else settings.port + 2
        address = _kafka("start", folder, str(port))
        stack.callback(_kafka, "stop", folder)
        settings = msgspec.structs.replace(settings, brokers=address, prefix=f"broker-{seed}.", group=f"broker-{seed}")
        topics.create(settings)
        wire = Wire(settings)
        stack.callback(wire.close)
        worker = Supervised(settings)
        stack.callback(worker.kill)
        for part in range(4):
            for number in range(part, count, 4):
                wire.push_story(story_id=f"story-{number}", body="analysis is slow")
            if part < 3:
                _see_more(wire)
                os.kill(int(Path(folder, "pid").read_text()), signal.SIGKILL)
                _kafka("start", folder, str(port))
        return {"stories": count, "missing": _all_out(wire, worker, count), "worker_starts": worker.starts}


def faults(settings: Settings, count: int, seed: int) -> Report:
    """An embedded broker that refuses produces for 30 s, has a full disk, is slow, is away, each under load."""
    prefix = f"faults-{seed}."
    embedded = FaultyBroker(prefix)
    hardships: list[Callable[[], None]] = [
        lambda: embedded.refuse_produces(NOT_ENOUGH_REPLICAS, 30),
        lambda: embedded.refuse_produces(STORAGE_ERROR, 10),
        lambda: embedded.be_slow(1500, 15),
        lambda: embedded.be_down(10),
    ]
    settings = msgspec.structs.replace(settings, brokers=embedded.address, prefix=prefix)
    wire = Wire(settings)
    worker = Supervised(settings)
    missing = []
    for part, suffer in enumerate(hardships, 1):
        for number in range((part - 1) * count // 4, part * count // 4):
            wire.push_story(story_id=f"story-{number}", body="analysis is slow")
        suffer()
        missing.append(_all_out(wire, worker, part * count // 4))
    worker.kill()
    wire.close()
    return {"stories": count, "missing": sum(missing), "after_each": missing, "worker_starts": worker.starts}


def _kafka(*arguments: str) -> str:
    script = Path(__file__).parent / "kafka" / "broker"
    return subprocess.run([script, *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout.strip()  # noqa: S603 ours


def corpus(settings: Settings, count: int, seed: int) -> Report:
    """Real stories through broker, worker and analysis; memory of all its processes after each quarter."""
    del seed  # they come in the order of their file
    messages = [message for message, _ in zip(read([str(CORPUS)], settings.max_raw_bytes), range(count), strict=False)]
    wire = Wire(settings)
    memory, pushed = [], 0
    started = time.monotonic()
    with running_worker(settings, Work()) as worker:
        ready_s = time.monotonic() - started
        for quarter in range(4):
            for message in messages[quarter * count // 4 : (quarter + 1) * count // 4]:
                if isinstance(message, Raw):
                    wire.push([_as_ninjs(message.data)], key=message.source.encode())
                    pushed += 1
                wire.read()
            _await_out(wire, pushed)
            memory.append(round(sum(map(_memory_mb, _family(worker.process.pid)))))
    wire.close()
    return {
        "stories": pushed,
        "enriched": len(wire.records["enriched"]),
        "events": len(wire.records["event-mentions"]),
        "dead_letters": [headers_of(letter)["dl_error"] for letter in wire.records["dead-letter"]],
        "memory_mb": memory,
        "ready_s": round(ready_s, 1),
        "seconds": round(time.monotonic() - started, 1),
    }


def _await_out(wire: Wire, count: int) -> None:
    wire.until(lambda: len(wire.records["enriched"]) + len(wire.records["dead-letter"]) >= count, f"{count} stories", 900)


def _as_ninjs(line: bytes) -> bytes:
    """A corpus story as a wire message."""
    story = json.loads(line)
    fields = {"uri": story["url"], "headline": story["headline"], "body_text": "\n".join(story["paragraphs"])}
    return json.dumps({**fields, "versioncreated": story["published"], "language": "fr"}).encode()


def _family(pid: int) -> list[int]:
    """A process and all that came of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _memory_mb(pid: int) -> float:
    """What a process takes: its own pages, and its share of those it has in common with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except ProcessLookupError:  # a slot that was replaced, and not yet reaped
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def _metric(worker: WorkerProcess, name: str) -> float:
    lines = worker.get("/metrics")[1].splitlines()
    return next((float(line.rsplit(maxsplit=1)[1]) for line in lines if line.startswith(name + " ")), 0.0)


HARDSHIPS: dict[str, Callable[[Settings, int, int], Report]] = {
    "histories": histories,
    "embargoes": embargoes,
    "slots": slots,
    "state": state,
    "broker": broker,
    "faults": faults,
    "corpus": corpus,
}


def main() -> int:
    """Run one hardship, and print what came of it; status 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hardship", choices=HARDSHIPS)
    parser.add_argument("--count", type=int, default=100, help="stories")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="repeats a run")
    parser.add_argument("--brokers", help="a real Kafka; without it the embedded broker")
    options = parser.parse_args()
    with channels(options.brokers) as settings:
        report = HARDSHIPS[options.hardship](settings, options.count, options.seed)
    sys.stdout.write(json.dumps({"hardship": options.hardship, "seed": options.seed, **report}, ensure_ascii=False) + "\n")
    return 1 if any(report.get(name) for name in ("wrong", "early", "missing", "wrongly_dead", "not_dead")) else 0


if __name__ == "__main__":
    sys.exit(main())
