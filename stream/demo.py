"""The demo: a broker, a worker and the sample wire, with nothing to install or to set up.

The samples go the whole way, over Kafka's own protocol, and the demo ends well only if all of them came out: each story
enriched, with its events, each kill as a retraction, and each broken message among the dead letters.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import orjson

from stream.channels import CHANNELS
from stream.clients.inputs import Raw, Refused, read
from stream.clients.offline import parse
from stream.clients.push import push
from stream.clients.tail import Tailed, tail
from stream.errors import KafkaFailed, WorkerLost
from stream.settings import ENVIRONMENT_PREFIX, Settings
from stream.worker.embedded import PARTITIONS, embedded_broker

SAMPLES = Path(__file__).parent / "samples"
_FOLLOWED = ("enriched", "event-mentions", "dead-letter")
# The models load in 5 to 20 s, the stories need less than one.
_DEADLINE_S = 120.0
_STOP_S = 30.0


def samples() -> list[str]:
    """The sample wire's files, in the order they are pushed."""
    return [str(path) for path in sorted(SAMPLES.iterdir())]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came out."""

    messages: int
    stories: int
    events: int
    retracted: int
    """Records taken back."""
    dead_letters: int
    missing: tuple[str, ...]
    """What did not come out; empty when all did."""
    seconds: float


class Awaited:
    """What has still to come out."""

    def __init__(self) -> None:
        self.messages = self.stories = self.events = self.retracted = self.dead_letters = 0
        self._records: set[tuple[str, int]] = set()
        self._refused: list[str] = []
        self._failed: set[str] = set()
        self._mentions: set[tuple[str, int, str]] = set()
        self._seen_mentions: set[tuple[str, int, str]] = set()

    def expect(self, message: Raw | Refused) -> None:
        """Add what is to come of one message more."""
        self.messages += 1
        results = list(parse([message]))
        for story in results:
            if not isinstance(story, Refused):
                self._records.add((story.story_id, story.revision))
        self._refused += [result.source for result in results if isinstance(result, Refused)][:1]

    def see(self, message: Tailed) -> None:
        """Strike out what a message brings."""
        if message.channel.name == "dead-letter":
            self._see_dead_letter(message.headers.get("dl_story_id") or None)
        elif message.value is not None:
            record = orjson.loads(message.value)
            if record["record_status"] == "retracted":
                self.retracted += 1
                self._records.discard((record["story_id"], record["revision"]))
            elif message.channel.name == "enriched":
                self._see_story(record["story_id"], record["revision"], record["events"])
                self._failed |= {
                    f"{step} of {record['story_id']}: {said}" for step, said in record["steps"].items() if ": " in said
                }
            else:
                self.events += 1
                self._seen_mentions.add((record["story_id"], record["revision"], record["event_mention_id"]))

    def _see_dead_letter(self, story_id: str | None) -> None:
        self.dead_letters += 1
        if story_id is None:
            del self._refused[:1]
        self._records = {record for record in self._records if record[0] != story_id}

    def _see_story(self, story_id: str, revision: int, events: list[dict[str, str]]) -> None:
        self.stories += 1
        self._records.discard((story_id, revision))
        self._mentions |= {(story_id, revision, event["event_mention_id"]) for event in events}

    @property
    def failed(self) -> tuple[str, ...]:
        """The analysis steps that raised, in words; a step that was left out has not failed."""
        return tuple(sorted(self._failed))

    @property
    def missing(self) -> tuple[str, ...]:
        """What has not come out yet, in words."""
        return (
            *(f"{story_id} revision {revision}" for story_id, revision in sorted(self._records)),
            *(f"dead letter of {source}" for source in self._refused),
            *(f"event {mention} of {story_id}" for story_id, _, mention in sorted(self._mentions - self._seen_mentions)),
        )


def run(
    settings: Settings, files: Sequence[str], show: Callable[[Tailed], None], *, keep: Callable[[Settings], None] | None = None
) -> Outcome:
    """Push files through an embedded broker and a worker of its own.

    Args:
        settings: those of the worker; brokers are replaced.
        files: what to push.
        show: called with each record as it arrives.
        keep: called when all is out, with the settings in force; the demo lasts until it returns.

    Raises:
        KafkaFailed: the broker did not start.
        WorkerLost: the worker ended.
    """
    began = time.monotonic()
    with _sigterm_as_ctrl_c(), _broker(settings) as ours, _worker(ours) as worker:
        awaited = Awaited()
        for message in _until_all_out(ours, files, awaited, worker):
            awaited.see(message)
            show(message)
        outcome = Outcome(
            messages=awaited.messages,
            stories=awaited.stories,
            events=awaited.events,
            retracted=awaited.retracted,
            dead_letters=awaited.dead_letters,
            missing=(*awaited.missing, *awaited.failed),
            seconds=round(time.monotonic() - began, 1),
        )
        if keep:
            keep(ours)
    return outcome


@contextlib.contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Have SIGTERM unwind as Ctrl-C does, so that it stops the worker, too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _broker(settings: Settings) -> Iterator[Settings]:
    with contextlib.ExitStack() as stack:
        try:
            address = stack.enter_context(embedded_broker([settings.prefix]))
        except ChildProcessError as error:
            raise KafkaFailed(str(error)) from error
        yield msgspec.structs.replace(
            settings, brokers=address, partitions=PARTITIONS, replication=1, min_insync=1, security_protocol="PLAINTEXT"
        )


@contextlib.contextmanager
def _worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as its own process; what the environment sets for a real cluster does not reach it."""
    level = "error" if settings.log_level == "info" else settings.log_level
    flags = {"brokers": settings.brokers, "prefix": settings.prefix, "group": settings.group, "slots": settings.slots or 1}
    flags |= {"host": settings.host, "port": settings.port, "log-level": level, "log-format": settings.log_format}
    arguments = [f"--{name}={value}" for name, value in flags.items()]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    command = [sys.executable, "-m", "stream", "worker", "--no-check", *arguments]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:  # noqa: S603 own module
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _push_all(settings: Settings, files: Iterable[str], awaited: Awaited) -> None:
    messages = list(read(files, settings.max_raw_bytes))
    for message in messages:
        awaited.expect(message)
    for _ in push(settings, messages):
        pass


def _until_all_out(
    settings: Settings, files: Sequence[str], awaited: Awaited, worker: subprocess.Popen[bytes]
) -> Iterator[Tailed]:
    """Push the first file, and when its records are out the others; what arrives, until all is out or takes too long."""
    channels = [CHANNELS[name] for name in _FOLLOWED]
    end = time.monotonic() + _DEADLINE_S
    waiting = [files[:1], files[1:]]

    def over() -> bool:
        if worker.poll() is not None:
            raise WorkerLost("the worker has ended", reason="crash", status=worker.returncode)
        if awaited.missing or not waiting:
            return not awaited.missing or time.monotonic() > end
        _push_all(settings, waiting.pop(0), awaited)
        return False

    return tail(settings, channels, from_beginning=True, over=over)
