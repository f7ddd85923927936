"""A stage: takes a channel's messages through the slots in batches, and loses none.

    events ─▶ admitted ─▶ bounded queue ─▶ batches ─▶ FIFO of batches in slots ─▶ settled ─▶ acknowledged, in offset order

Facts it rests on (faust-streaming 0.15.3): an exception that leaves an agent loses its event, so none leaves here;
Faust commits up to the highest acknowledged offset without a gap, so messages are acknowledged only once the brokers have
what came of them, and in order. In 18 `kill -9` and 12 SIGTERM nothing was lost.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import msgspec
from faust.streams import Stream
from faust.types import EventT, Message, StreamT

from stream import metrics
from stream.settings import Settings
from stream.worker.messages import Incoming, JobName, Outcome, Received
from stream.worker.slots import Slots

Event = EventT[Any]

# A batch ends here too: 64 KiB of text are about a second of analysis, and SIGTERM must not wait for longer ones.
_BATCH_BYTES = 64 * 1024


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way through a stage."""

    event: Event | None
    """To be acknowledged; None for what the worker itself brings up again."""
    source: Received
    incoming: Incoming | None
    """What a slot gets; None when there is nothing for it to do."""


class Handling(Protocol):
    """What a stage does with its messages before and after the slots."""

    async def admit(self, event: Event) -> Item | None:
        """Take a message in; None: it is not ours any more, and comes again to whoever owns it."""

    async def settle(self, items: Sequence[Any], outcomes: Sequence[Outcome]) -> list[bool]:
        """Do what the outcomes ask for; which items are done, and may be acknowledged."""


class Batch(msgspec.Struct, frozen=True):
    """Messages that went to a slot together."""

    items: list[Item]
    outcomes: "asyncio.Task[list[Outcome]]"


class Stage:
    """One channel's way through the slots, from its agent to its acknowledgements."""

    def __init__(
        self, job: JobName, slots: Slots, handling: Handling, settings: Settings, *, on_death: Callable[[BaseException], None]
    ) -> None:
        """
        Args:
            on_death: called when the stage can go no further; what it holds is not acknowledged and comes again.
        """
        self.job = job
        self.in_flight = 0
        self.moved_at = time.monotonic()
        """When it last finished a message, or began to have any."""
        self.done: dict[tuple[str, int], Message] = {}
        """Topic and partition → the last message acknowledged."""
        self.begun: dict[tuple[str, int], Message] = {}
        """Topic and partition → the first message taken."""
        self._slots = slots
        self._handling = handling
        self._settings = settings
        self._on_death = on_death
        self._queue: asyncio.Queue[Item] = asyncio.Queue(settings.batch_stories)
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
                self.begun.setdefault((event.message.topic, event.message.partition), event.message)
                if item := await self._admit(event):
                    await self.put(item)
        finally:
            for task in self._tasks:
                task.cancel()

    async def put(self, item: Item) -> None:
        """Send an item through the stage, after those that are in it."""
        self._count(+1)
        await self._queue.put(item)

    async def _admit(self, event: Event) -> Item | None:
        """An exception must not leave the agent: Faust would acknowledge the event."""
        try:
            return await self._handling.admit(event)
        except Exception as error:
            self._on_death(error)
            await asyncio.Event().wait()
            raise

    async def _dispatch(self) -> None:
        """Gather batches and hand them to the slots, in order."""
        while True:
            items = await self._gather()
            await self._window.acquire()
            self._batches.put_nowait(Batch(items, asyncio.create_task(self._run_in_slot(items))))

    async def _gather(self) -> list[Item]:
        """The next batch: full, or as full as it gets in `batch_wait_ms`."""
        items = [await self._queue.get()]
        size = _size(items[0])
        try:
            async with asyncio.timeout(self._settings.batch_wait_ms / 1000):
                while len(items) < self._settings.batch_stories and size < _BATCH_BYTES:
                    items.append(await self._queue.get())
                    size += _size(items[-1])
        except TimeoutError:
            pass
        return items

    async def _run_in_slot(self, items: list[Item]) -> list[Outcome]:
        """The outcome of each item; an empty one where a slot has nothing to do."""
        batch = [item.incoming for item in items if item.incoming is not None]
        outcomes = iter(await self._slots.run(self.job, batch) if batch else [])
        return [Outcome() if item.incoming is None else next(outcomes) for item in items]

    async def _complete(self, stream: StreamT[Any]) -> None:
        """Settle each batch, and acknowledge its messages, in order."""
        while True:
            batch = await self._batches.get()
            outcomes = await batch.outcomes
            self._window.release()
            done = await self._handling.settle(batch.items, outcomes)
            for item, is_done in zip(batch.items, done, strict=True):
                if item.event is not None and is_done:
                    await stream.ack(item.event)
                    self.done[item.source.topic, item.source.partition] = item.event.message
                self._count(-1)

    def _count(self, change: int) -> None:
        if change < 0 or not self.in_flight:
            self.moved_at = time.monotonic()
        self.in_flight += change
        metrics.IN_FLIGHT.labels(stage=self.job).set(self.in_flight)

    def _report_death(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            self._on_death(error)


def _size(item: Item) -> int:
    return len(item.incoming.value or b"") if item.incoming else 0
