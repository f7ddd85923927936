"""A worker in a process of its own, and the two ends of its wire."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
from confluent_kafka import Consumer, Message, Producer, TopicPartition

from stream.settings import Settings, confluent_config
from stream.worker.slots import Work

FAKES = Work(parse="tests.worker.fakes:parse", enrich="tests.worker.fakes:enrich")
_ROOT = Path(__file__).parents[2]
_PARTITIONS = 4


def worker_settings(brokers: str, prefix: str, **changes: Any) -> Settings:
    """Settings for a worker on the embedded broker: quick to commit, quick to time out, on a free port."""
    quick = {
        "brokers": brokers,
        "prefix": prefix,
        "port": _free_port(),
        "slots": 2,
        "partitions": _PARTITIONS,
        "replication": 1,
        "min_insync": 1,
        "commit_interval_s": 0.5,
        "session_timeout_s": 6,
        "story_timeout_s": 2.0,
        "log_level": "warning",
    }
    return Settings(**{**quick, **changes})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], what: str, deadline_s: float = 30.0) -> Any:
    """Ask until the answer is true, and return it; an answer that does not come is a failure."""
    end = time.monotonic() + deadline_s
    while not (answer := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {deadline_s} s for: {what}")
        time.sleep(0.02)
    return answer


class WorkerProcess:
    """A worker that can be killed."""

    def __init__(self, settings: Settings, work: Work = FAKES, *, channels_deadline_s: float = 60.0) -> None:
        self.settings = settings
        arguments = [msgspec.json.encode(part).decode() for part in (settings, work, channels_deadline_s)]
        self.process = subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", "tests.integration.worker_process", *arguments],
            cwd=_ROOT,
        )

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a request to the worker's port; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def await_ready(self, deadline_s: float = 60.0) -> None:
        """Wait until /ready says so."""
        until(lambda: self.process.poll() is not None or self.get("/ready")[0] == 200, "the worker to be ready", deadline_s)
        if self.process.poll() is not None:
            raise ChildProcessError(f"the worker ended with status {self.process.returncode}")

    def terminate(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def running_worker(settings: Settings, work: Work = FAKES) -> Iterator[WorkerProcess]:
    """A worker that is ready."""
    worker = WorkerProcess(settings, work)
    try:
        worker.await_ready()
        yield worker
    finally:
        worker.kill()


class Wire:
    """Pushes raw messages and reads along on the output channels."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.prefix
        self._producer = Producer({**confluent_config(settings), "log_level": 3, "partitioner": "murmur2_random"})
        # The embedded broker answers a fetch when its time is over, not when something comes.
        quick = {"group.id": "tests", "log_level": 3, "fetch.wait.max.ms": 20}
        self._consumer = Consumer({**confluent_config(settings), **quick})
        names = ("inbox", "stories", "enriched", "event-mentions", "dead-letter")
        self._consumer.assign([TopicPartition(settings.prefix + name, n, 0) for name in names for n in range(_PARTITIONS)])
        self.records: dict[str, list[Message]] = {name: [] for name in names}
        """Channel → its messages so far, in each partition in order."""

    def close(self) -> None:
        """Stop reading."""
        self._consumer.close()

    def push(
        self,
        values: Iterable[bytes | None],
        *,
        key: bytes | None = None,
        headers: Sequence[tuple[str, bytes | None]] = (),
        channel: str = "raw",
        partition: int = -1,
    ) -> None:
        """Send messages and wait until the broker has them."""
        for value in values:
            self._producer.produce(self._prefix + channel, value, key, partition, headers=list(headers))
        assert self._producer.flush(30) == 0

    def push_story(self, **fields: Any) -> None:
        """Send one story as the fake parser reads it, keyed by its id."""
        self.push([json.dumps(fields).encode()], key=str(fields["story_id"]).encode())

    def read(self) -> None:
        """Take in what has arrived."""
        for message in self._consumer.consume(500, timeout=0.1):
            if message.error() is None:
                self.records[(message.topic() or "").removeprefix(self._prefix)].append(message)

    def until(self, condition: Callable[[], Any], what: str, deadline_s: float = 30.0) -> Any:
        """Read along until the condition holds."""

        def ask() -> Any:
            self.read()
            return condition()

        return until(ask, what, deadline_s)

    def of_story(self, channel: str, story_id: str) -> list[Message]:
        """What a channel has so far under a story's id."""
        return [message for message in self.records[channel] if message.key() == story_id.encode()]

    def await_story(self, channel: str, story_id: str, count: int = 1) -> list[Message]:
        """Wait for messages under a story's id."""
        found: list[Message] = self.until(
            lambda: (got := self.of_story(channel, story_id)) if len(self.of_story(channel, story_id)) >= count else None,
            f"{count} messages of {story_id} in {channel}",
        )
        return found

    def dead_letters(self, value: bytes | None) -> list[dict[str, str]]:
        """The headers of the dead letters that hold a value."""
        return [headers_of(message) for message in self.records["dead-letter"] if message.value() == value]

    def await_dead_letter(self, value: bytes | None) -> dict[str, str]:
        """Wait for the dead letter that holds a value; its headers."""
        letters: list[dict[str, str]] = self.until(lambda: self.dead_letters(value), f"the dead letter of {value!r:.60}")
        return letters[0]


def json_of(message: Message) -> Any:
    """A message's value, from JSON."""
    return json.loads(message.value() or b"")


def headers_of(message: Message) -> dict[str, str]:
    """A message's headers as text."""
    headers = cast("list[tuple[str, bytes | None]]", message.headers() or [])
    return {name: (value or b"").decode() for name, value in headers}
