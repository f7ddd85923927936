"""State that survives: what the worker knows of each story, in a compacted channel of its own.

    assignment ──▶ barrier written ──▶ partition read up to it ──▶ first event ──▶ outputs ──▶ state ──▶ acknowledgement

Not in Faust's tables: their recovery can wait for ever, and takes 47 s where this takes 1.5 (100,000 stories, measured on
Kafka 4.3.1). State partition n belongs to inbox partition n, and whoever is assigned the one owns the other. Each value
carries the inbox offset it came from: a message at or below it is a replay, and of two writers the higher offset wins,
which undoes what a worker wrote that was frozen while its partitions went to another.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError
from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from faust.types import Message as FaustMessage

from stream import metrics
from stream.channels import STATE
from stream.settings import Settings, confluent_config
from stream.worker.messages import Outgoing
from stream.worker.publisher import Publisher

log = structlog.get_logger(__name__)

_OFFSET_HEADER = "offset"
# Written and read back at every restore: the one end of a compacted log that is sure to be there.
_BARRIER = b"\0barrier"
_NO_OFFSET = -1
_POLL_S = 0.2
_RECORDS_A_POLL = 2000
_AGAIN_AFTER_S = 0.5
_LOOK_EVERY_S = 1.0


class Entry:
    """What is known of a key."""

    __slots__ = ("logged_at", "offset", "value")

    def __init__(self, offset: int, value: bytes, logged_at: int) -> None:
        self.offset = offset
        """Of the inbox message that it came from."""
        self.value = value
        self.logged_at = logged_at
        """Its own offset in the state channel."""


class Partition:
    """The state of one inbox partition, as its log tells."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.entries: dict[bytes, Entry] = {}
        self.next = 0
        """The offset in the log to go on reading from."""
        self.generation: int | None = None
        """The consumer group's generation in which it was read to its end."""
        self.overwritten: set[bytes] = set()
        """Keys whose newest record in the log came late, from a worker that had lost the partition."""

    def apply(self, key: bytes, value: bytes | None, offset: int, logged_at: int) -> None:
        """Take in a record of the log."""
        self.next = logged_at + 1
        known = self.entries.get(key)
        if key == _BARRIER or (known and logged_at <= known.logged_at):
            return
        if known and offset < known.offset:
            self.overwritten.add(key)
            return
        self.overwritten.discard(key)
        self.set(key, value, offset, logged_at)

    def set(self, key: bytes, value: bytes | None, offset: int, logged_at: int) -> None:
        """Remember a value; None forgets the key."""
        if value is None:
            self.entries.pop(key, None)
        else:
            self.entries[key] = Entry(offset, value, logged_at)


OnRestore = Callable[[Partition], None]


class StoryStates:
    """The state of all stories in the inbox partitions that this worker owns."""

    def __init__(self, app: faust.App, inbox: Any, publisher: Publisher, settings: Settings, *, on_restore: OnRestore) -> None:
        """
        Args:
            inbox: the Faust topic whose partitions the state belongs to.
            on_restore: called with each partition when it is restored, and again in every generation.
        """
        self.partitions: dict[int, Partition] = {}
        self._app = app
        self._inbox = inbox
        self._publisher = publisher
        self._settings = settings
        self._on_restore = on_restore
        self._restoring = asyncio.Lock()
        # Faust awaits this before it fetches anything for the new assignment.
        app.on_rebalance_complete.connect(self._rebalanced)

    @property
    def restored(self) -> bool:
        """Whether every partition assigned is restored."""
        return all(self.current(self.partitions.get(number)) for number in self._assigned())

    @property
    def count(self) -> int:
        """Stories that something is known of."""
        return sum(len(partition.entries) for partition in self.partitions.values())

    def current(self, partition: Partition | None) -> bool:
        """Whether a partition is ours and read to its end in this generation."""
        return partition is not None and partition.generation == self._app.consumer_generation_id

    async def keep_restored(self) -> None:
        """Restore what is assigned and was not restored in its rebalance, before an event asks; runs until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if not self._app.rebalancing and not self.restored:
                await self._restore(self._assigned())

    async def partition_of(self, message: FaustMessage) -> Partition | None:
        """The state of a message's partition, restored; None when the message was fetched before a rebalance."""
        while message.generation_id == self._app.consumer_generation_id:
            if partition := await self.owned(message.partition):
                return partition
            await asyncio.sleep(_POLL_S)
        return None

    async def owned(self, number: int) -> Partition | None:
        """A partition, restored; None when it is not ours, or a rebalance came between."""
        if not self.current(self.partitions.get(number)):
            if number not in self._assigned():
                return None
            await self._restore({number})
        partition = self.partitions.get(number)
        return partition if self.current(partition) else None

    def record(self, key: bytes, value: bytes | None, offset: int) -> Outgoing:
        """The state channel's record for a key, as it came from an inbox offset."""
        return Outgoing(STATE.name, key, value, [(_OFFSET_HEADER, str(offset).encode())])

    async def put(self, partition: Partition, records: Iterable[Outgoing]) -> None:
        """Write records; the brokers have them when this returns, and only then is anything remembered."""
        sent = [(record, await self._publisher.send(record, partition=partition.number)) for record in records]
        for record, confirmation in sent:
            logged_at: int = (await confirmation).offset
            offset = int(dict(record.headers)[_OFFSET_HEADER])
            partition.set(record.key or b"", record.value, offset, logged_at)
            if logged_at == partition.next:
                partition.next += 1
            else:
                partition.generation = None  # somebody else wrote here: it is read before the next event

    def _assigned(self) -> set[int]:
        name = self._inbox.get_topic_name()
        if not self._app.started or self._app.should_stop:
            return set()
        return {partition.partition for partition in self._app.consumer.assignment() if partition.topic == name}

    async def _rebalanced(self, *_: Any, **__: Any) -> None:
        mine = self._assigned()
        for number in set(self.partitions) - mine:
            del self.partitions[number]
        await self._restore(mine)

    async def _restore(self, numbers: Iterable[int]) -> None:
        """Read partitions to their end, unless a new rebalance begins meanwhile."""
        async with self._restoring:
            generation = self._app.consumer_generation_id
            behind = [self.partitions.setdefault(number, Partition(number)) for number in numbers]
            behind = [partition for partition in behind if partition.generation != generation]
            while behind and generation == self._app.consumer_generation_id:
                try:
                    await self._catch_up(behind, generation)
                except (KafkaException, KafkaError, OSError) as error:
                    log.warning("cannot read the state, trying again", error=str(error))
                    await asyncio.sleep(_AGAIN_AFTER_S)
                else:
                    return

    async def _catch_up(self, behind: list[Partition], generation: int) -> None:
        started = time.monotonic()
        ends = [await self._barrier(partition) for partition in behind]
        stop = threading.Event()
        reading = asyncio.ensure_future(asyncio.to_thread(self._read, behind, ends, stop))
        try:
            while not reading.done():
                await asyncio.wait([reading], timeout=_POLL_S)
                if generation != self._app.consumer_generation_id:
                    stop.set()
        finally:
            stop.set()
        count = await reading
        if generation != self._app.consumer_generation_id:
            return
        for partition in behind:
            partition.generation = generation
            await self._repair(partition)
            self._on_restore(partition)
        seconds = time.monotonic() - started
        metrics.STATE_RESTORE_SECONDS.set(seconds)
        log.info("state restored", partitions=len(behind), records=count, seconds=round(seconds, 3))

    async def _barrier(self, partition: Partition) -> int:
        """Write a barrier; its offset, which is the log's end now."""
        confirmation = await self._publisher.send(self.record(_BARRIER, b"", _NO_OFFSET), partition=partition.number)
        offset: int = (await confirmation).offset
        return offset

    async def _repair(self, partition: Partition) -> None:
        """Write again what a worker overwrote that had lost the partition."""
        keys, partition.overwritten = partition.overwritten, set()
        entries = [(key, partition.entries[key]) for key in keys if key in partition.entries]
        if entries:
            log.warning("state written by a former owner is put right", partition=partition.number, stories=len(entries))
            await self.put(partition, [self.record(key, entry.value, entry.offset) for key, entry in entries])

    def _read(self, behind: list[Partition], ends: list[int], stop: threading.Event) -> int:
        """Read each partition up to its end; the number of records read. Runs in a thread; nobody uses the partitions."""
        topic = STATE.topic(self._settings.prefix)
        options = {"group.id": "wirestream-state", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
        consumer = Consumer(
            confluent_config(self._settings) | options | {"fetch.wait.max.ms": 50}, logger=logging.getLogger(__name__)
        )
        try:
            consumer.assign([TopicPartition(topic, partition.number, partition.next) for partition in behind])
            return sum(_take_in(consumer, behind, ends, stop))
        finally:
            consumer.close()


def _take_in(consumer: Consumer, behind: list[Partition], ends: list[int], stop: threading.Event) -> Iterator[int]:
    """Take in records until each partition is at its end; yields how many."""
    by_number = {partition.number: partition for partition in behind}
    wanted = {partition.number: end for partition, end in zip(behind, ends, strict=True)}
    while not stop.is_set() and any(by_number[number].next <= end for number, end in wanted.items()):
        records = consumer.consume(_RECORDS_A_POLL, _POLL_S)
        for record in records:
            if error := record.error():
                raise KafkaException(error)
            _apply(by_number[record.partition() or 0], record)
        yield len(records)


def _apply(partition: Partition, record: Message) -> None:
    offset = int(dict(record.headers() or []).get(_OFFSET_HEADER) or _NO_OFFSET)
    partition.apply(record.key() or b"", record.value(), offset, record.offset() or 0)
