"""A stage between fake slots and a fake publisher, so that every order of events can be had."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from stream.errors import RecordTooLarge, WorkerLost
from stream.settings import Settings
from stream.worker.delivery import Delivery
from stream.worker.ingesting import Ingest
from stream.worker.messages import Failure, Incoming, JobName, Outcome, Outgoing
from stream.worker.publisher import Publisher
from stream.worker.slots import Slots
from stream.worker.stage import Stage


class Log(list[str]):
    """What happened, in order; `changed` is set at each line."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Event()

    def append(self, line: str) -> None:
        super().append(line)
        self.changed.set()


class FakeStream:
    """Events with the given values, then silence; `log` gets what is acknowledged."""

    def __init__(self, values: Sequence[bytes | None], log: list[str]) -> None:
        self._values = values
        self._log = log

    def noack(self) -> "FakeStream":
        return self

    async def events(self) -> AsyncIterator[Any]:
        for offset, value in enumerate(self._values):
            message = SimpleNamespace(
                topic="wire.raw", partition=0, offset=offset, key=b"k", value=value, headers=[], timestamp=0.0
            )
            yield SimpleNamespace(message=message)
        await asyncio.Event().wait()

    async def ack(self, event: Any) -> None:
        self._log.append(f"ack {event.message.offset}")


class FakeSlots:
    """One output a message, its value; a batch with `slow` in it is done last."""

    count = 2

    def __init__(self, *, dies: bool = False) -> None:
        self.batches: list[int] = []
        self._dies = dies

    async def run(self, job: JobName, batch: Sequence[Incoming]) -> list[Outcome]:
        self.batches.append(len(batch))
        if self._dies:
            raise WorkerLost("no more slots", reason="crash")
        if any(incoming.value == b"slow" for incoming in batch):
            await asyncio.sleep(0.05)
        return [_outcome(incoming) for incoming in batch]


def _outcome(incoming: Incoming) -> Outcome:
    if incoming.value == b"bad":
        return Outcome(failure=Failure("malformed", "as told", "parse"))
    return Outcome([Outgoing("stories", b"k", incoming.value, [])])


class FakePublisher:
    """Logs what is sent and confirmed; refuses values that say so."""

    def __init__(self, log: list[str], *, refused_by_broker: bytes | None = None) -> None:
        self._log = log
        self._refused = refused_by_broker
        self.sent: list[Outgoing] = []

    def check(self, messages: Iterable[Outgoing]) -> None:
        for message in messages:
            if message.channel == "stories" and message.value == b"large":
                raise RecordTooLarge("record over its channel's limit", size_bytes=9, limit_bytes=8)

    async def send(self, message: Outgoing) -> Awaitable[None]:
        self.sent.append(message)
        self._log.append(f"send {message.channel} {message.value!r}")
        return self._confirm(message)

    async def _confirm(self, message: Outgoing) -> None:
        await asyncio.sleep(0.001)
        if message.channel == "stories" and message.value == self._refused:
            raise RecordTooLarge("the broker refused the record's size")
        self._log.append(f"confirmed {message.channel} {message.value!r}")


def _run(
    values: Sequence[bytes | None],
    until: Callable[[list[str]], bool],
    *,
    slots: FakeSlots | None = None,
    refused_by_broker: bytes | None = None,
    **settings: Any,
) -> tuple[list[str], list[Outgoing], list[BaseException]]:
    """Run a stage over values until its log is as wanted: the log, the messages sent, the deaths reported."""
    log = Log()
    deaths: list[BaseException] = []

    def die(error: BaseException) -> None:
        deaths.append(error)
        log.changed.set()

    async def main() -> None:
        stage = Stage(
            "parse",
            cast(Slots, slots or FakeSlots()),
            Ingest(Delivery(cast(Publisher, publisher))),
            Settings(batch_wait_ms=5, **settings),
            on_death=die,
        )
        running = asyncio.create_task(stage.run(cast(Any, FakeStream(values, log))))
        async with asyncio.timeout(5):
            while not (deaths or until(log)):
                await log.changed.wait()
                log.changed.clear()
        running.cancel()

    publisher = FakePublisher(log, refused_by_broker=refused_by_broker)
    asyncio.run(main())
    return log, publisher.sent, deaths


def _acks(log: list[str]) -> list[str]:
    return [line for line in log if line.startswith("ack")]


def test_acknowledgements_come_in_offset_order_though_batches_do_not() -> None:
    values = [b"slow", *[b"quick"] * 5]

    log, _, _ = _run(values, lambda log: len(_acks(log)) == 6, batch_stories=1)

    assert _acks(log) == [f"ack {offset}" for offset in range(6)]


def test_message_is_acknowledged_only_when_its_outputs_are_confirmed() -> None:
    log, _, _ = _run([b"one"], lambda log: bool(_acks(log)))

    assert log == ["send stories b'one'", "confirmed stories b'one'", "ack 0"]


def test_batches_are_full_when_messages_wait() -> None:
    slots = FakeSlots()

    _run([b"x"] * 20, lambda log: len(_acks(log)) == 20, slots=slots, batch_stories=8)

    assert slots.batches == [8, 8, 4]


def test_batch_ends_where_its_bytes_would_take_long() -> None:
    slots = FakeSlots()

    _run([b"x" * 40_000] * 4, lambda log: len(_acks(log)) == 4, slots=slots, batch_stories=8)

    assert slots.batches == [2, 2]


def test_failure_becomes_a_dead_letter() -> None:
    _, sent, _ = _run([b"bad"], lambda log: bool(_acks(log)))

    (letter,) = sent
    assert (letter.channel, letter.key, letter.value) == ("dead-letter", b"k", b"bad")
    assert ("dl_cause", b"malformed") in letter.headers


@pytest.mark.parametrize("refused_by_broker", [None, b"large"])
def test_oversized_record_becomes_a_dead_letter(refused_by_broker: bytes | None) -> None:
    value = refused_by_broker or b"large"

    _, sent, deaths = _run([value, b"next"], lambda log: len(_acks(log)) == 2, refused_by_broker=refused_by_broker)

    letters = [dict(message.headers) for message in sent if message.channel == "dead-letter"]
    assert [letter["dl_cause"] for letter in letters] == [b"too-large"]
    assert (letters[0]["dl_partition"], letters[0]["dl_offset"]) == (b"0", b"0")
    assert not deaths


def test_record_the_broker_refuses_is_replaced_by_a_pointer() -> None:
    _, sent, _ = _run([b"x"], lambda log: bool(_acks(log)), refused_by_broker=b"x")

    assert [message.value for message in sent if message.channel == "dead-letter"] == [b""]


def test_lost_slots_end_the_stage_and_nothing_is_acknowledged() -> None:
    log, sent, deaths = _run([b"x"], lambda log: False, slots=FakeSlots(dies=True))

    assert [type(death) for death in deaths] == [WorkerLost]
    assert (log, sent) == ([], [])
