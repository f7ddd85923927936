"""A stage: takes a channel's messages through the slots in batches, and loses none.

    events ─▶ bounded queue ─▶ batches ─▶ FIFO of batches in slots ─▶ outputs confirmed ─▶ acknowledged, in offset order

Facts it rests on (faust-streaming 0.15.3): an exception that leaves an agent loses its event, so none leaves here;
Faust commits up to the highest acknowledged offset without a gap, so messages are acknowledged only once the brokers have
what came of them, and in order. In 18 `kill -9` and 12 SIGTERM nothing was lost.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import structlog
from faust.streams import Stream
from faust.types import EventT, Message, StreamT

from stream import metrics
from stream.errors import RecordTooLarge
from stream.settings import Settings
from stream.worker.dead_letters import dead_letter, headers_of, without_content
from stream.worker.messages import Failure, Incoming, JobName, Outcome, Outgoing
from stream.worker.publisher import Publisher
from stream.worker.slots import Slots

log = structlog.get_logger(__name__)

Event = EventT[Any]

# A batch ends here too: 64 KiB of text are about a second of analysis, and SIGTERM must not wait for longer ones.
_BATCH_BYTES = 64 * 1024


class Batch(msgspec.Struct, frozen=True):
    """Messages that went to a slot together."""

    events: list[Event]
    outcomes: asyncio.Task[list[Outcome]]


class Stage:
    """One channel's way through the slots, from its agent to its acknowledgements."""

    def __init__(
        self, job: JobName, slots: Slots, publisher: Publisher, settings: Settings, *, on_death: Callable[[BaseException], None]
    ) -> None:
        """
        Args:
            on_death: called when the stage can go no further; what it holds is not acknowledged and comes again.
        """
        self.job = job
        self.in_flight = 0
        self.done: dict[tuple[str, int], Message] = {}
        """Topic and partition → the last message acknowledged."""
        self._slots = slots
        self._publisher = publisher
        self._settings = settings
        self._on_death = on_death
        self._queue: asyncio.Queue[Event] = asyncio.Queue(settings.batch_stories)
        self._batches: asyncio.Queue[Batch] = asyncio.Queue()
        # One batch more than there are slots waits at hand; every further one would only delay a shutdown.
        self._window = asyncio.Semaphore(slots.count + 1)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def alive(self) -> bool:
        """Whether both of its tasks run."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def run(self, stream: StreamT[Any]) -> None:
        """Take the stream's events until it ends."""
        self._tasks = [asyncio.create_task(self._dispatch()), asyncio.create_task(self._complete(stream))]
        for task in self._tasks:
            task.add_done_callback(self._report_death)
        try:
            async for event in cast("Stream[Any]", stream).noack().events():
                self._count(+1)
                await self._queue.put(event)
        finally:
            for task in self._tasks:
                task.cancel()

    async def _dispatch(self) -> None:
        """Gather batches and hand them to the slots, in order."""
        while True:
            events = await self._gather()
            await self._window.acquire()
            batch = [_incoming(event.message) for event in events]
            self._batches.put_nowait(Batch(events, asyncio.create_task(self._slots.run(self.job, batch))))

    async def _gather(self) -> list[Event]:
        """The next batch: full, or as full as it gets in `batch_wait_ms`."""
        events = [await self._queue.get()]
        size = _size(events[0])
        try:
            async with asyncio.timeout(self._settings.batch_wait_ms / 1000):
                while len(events) < self._settings.batch_stories and size < _BATCH_BYTES:
                    events.append(await self._queue.get())
                    size += _size(events[-1])
        except TimeoutError:
            pass
        return events

    async def _complete(self, stream: StreamT[Any]) -> None:
        """Send what came of each batch, wait for the brokers, and acknowledge, in order."""
        while True:
            batch = await self._batches.get()
            outcomes = await batch.outcomes
            self._window.release()
            sent = [await self._send(event.message, outcome) for event, outcome in zip(batch.events, outcomes, strict=True)]
            for event, confirmations in zip(batch.events, sent, strict=True):
                await self._confirm(event.message, confirmations)
            for event in batch.events:
                await stream.ack(event)
                self.done[event.message.topic, event.message.partition] = event.message
                self._count(-1)

    async def _send(self, message: Message, outcome: Outcome) -> "list[asyncio.Future[None]]":
        messages = outcome.outputs
        failure = outcome.failure
        try:
            self._publisher.check(messages)
        except RecordTooLarge as error:
            messages, failure = [], Failure(error.cause, str(error), "publish", failure.story_id if failure else None)
        letters = [self._letter(message, failure)] if failure else []
        return [asyncio.ensure_future(await self._publisher.send(each)) for each in (*messages, *letters)]

    async def _confirm(self, message: Message, confirmations: Sequence["asyncio.Future[None]"]) -> None:
        """Wait until the brokers have everything; what they find too large becomes a dead letter."""
        results = await asyncio.gather(*confirmations, return_exceptions=True)
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, RecordTooLarge):
                raise error
        if errors:
            letter = without_content(self._letter(message, Failure(RecordTooLarge.cause, str(errors[0]), "publish")))
            await (await self._publisher.send(letter))

    def _letter(self, message: Message, failure: Failure) -> Outgoing:
        if self.job == "enrich" and failure.story_id is None and message.key:
            failure = msgspec.structs.replace(failure, story_id=message.key.decode("utf-8", "replace"))
        letter = dead_letter(message, failure, datetime.now(UTC))
        metrics.DEAD_LETTERS.labels(channel=message.topic, cause=failure.cause).inc()
        log.warning(
            "dead letter",
            cause=failure.cause,
            error=failure.error,
            step=failure.step,
            story_id=failure.story_id,
            channel=message.topic,
            partition=message.partition,
            offset=message.offset,
        )
        try:
            self._publisher.check([letter])
        except RecordTooLarge:
            return without_content(letter)
        return letter

    def _count(self, change: int) -> None:
        self.in_flight += change
        metrics.IN_FLIGHT.labels(job=self.job).set(self.in_flight)

    def _report_death(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._on_death(error)


def _incoming(message: Message) -> Incoming:
    metrics.MESSAGES_IN.labels(channel=message.topic).inc()
    headers = {name: value.decode("utf-8", "replace") for name, value in headers_of(message)}
    return Incoming(message.value, headers)


def _size(event: Event) -> int:
    return len(event.message.value or b"")
