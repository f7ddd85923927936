"""Kafka as the command line uses it: one producer, one consumer, with the errors of confluent-kafka made ours.

A consumer here belongs to no group: it reads partitions by itself, commits nothing, and needs no right on any group.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from stream import brokers
from stream.channels import Channel
from stream.errors import ChannelMismatch, KafkaFailed
from stream.settings import Settings, confluent_config

TIMEOUT_S = 15.0
# What waits in a producer's memory, at most: four of the largest messages.
_QUEUE_KIB = 32 * 1024
_POLL_S = 0.2
_PASSING = (KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN, KafkaError._TIMED_OUT, KafkaError._RESOLVE)

log = logging.getLogger(__name__)

Result = TypeVar("Result")


@contextmanager
def failures(settings: Settings) -> Iterator[None]:
    """Turn confluent-kafka's exceptions into KafkaFailed."""
    try:
        yield
    except KafkaException as error:
        raise KafkaFailed(brokers.text(error.args[0]), brokers=settings.brokers) from error


def producer(settings: Settings) -> Producer:
    """A producer that keeps order, repeats nothing, and confirms from all in-sync copies."""
    return Producer(
        confluent_config(settings)
        | {
            "acks": "all",
            "enable.idempotence": True,
            "partitioner": "murmur2_random",  # as Java's and aiokafka's: a key has one partition, whoever produces
            "queue.buffering.max.kbytes": _QUEUE_KIB,
            "message.timeout.ms": 60_000,
            "logger": log,
        }
    )


def produce(client: Producer, topic: str, **record: Any) -> None:
    """Put a record into a producer's memory; waits while that is full."""
    while True:
        try:
            client.produce(topic, **record)
        except BufferError:
            client.poll(0.1)
        else:
            client.poll(0)
            return


class Deliveries(Generic[Result]):
    """What became of records that were produced, as the brokers' answers come in."""

    def __init__(self) -> None:
        self._done: list[Result | KafkaFailed] = []

    def add(self, result: Result | KafkaFailed) -> None:
        """Note an answer."""
        self._done.append(result)

    def so_far(self) -> Iterator[Result]:
        """The answers that are in and were not given yet.

        Raises:
            KafkaFailed: in its turn, after those before it.
        """
        while self._done:
            result = self._done.pop(0)
            if isinstance(result, KafkaFailed):
                raise result
            yield result

    def rest(self, settings: Settings, client: Producer) -> Iterator[Result]:
        """The answers up to that for the last record; raises the same."""
        with failures(settings):
            while client.flush(1.0):
                yield from self.so_far()
        yield from self.so_far()


def administration(settings: Settings) -> AdminClient:
    """A client that makes and describes topics."""
    return AdminClient(confluent_config(settings), logger=log)


def existing(settings: Settings) -> dict[str, list[int]]:
    """Topic → its partitions, of all topics that exist."""
    return brokers.topics(settings, TIMEOUT_S)


def require(settings: Settings, channels: Iterable[Channel]) -> dict[str, list[int]]:
    """The topics of channels, with their partitions.

    Raises:
        ChannelMismatch: one does not exist.
    """
    topics = existing(settings)
    wanted = [channel.topic(settings.prefix) for channel in channels]
    if missing := [topic for topic in wanted if topic not in topics]:
        raise ChannelMismatch("no such channel; `wirestream channels --create` makes it", channels=", ".join(missing))
    return {topic: topics[topic] for topic in wanted}


@contextmanager
def reader(settings: Settings, channels: Iterable[Channel], *, from_beginning: bool) -> Iterator[Consumer]:
    """A consumer of all partitions of some channels, from their beginning or from now on.

    "Now" is fixed before this returns: what is written afterwards is read.
    """
    options: dict[str, Any] = {"group.id": "wirestream-reader", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
    topics = require(settings, channels)
    consumer = Consumer(confluent_config(settings) | options, logger=log)
    try:
        partitions = [TopicPartition(topic, number) for topic, numbers in topics.items() for number in numbers]
        with failures(settings):
            for partition in partitions:
                partition.offset = OFFSET_BEGINNING if from_beginning else ends(consumer, partition)[1]
            consumer.assign(partitions)
        yield consumer
    finally:
        consumer.close()


def ends(consumer: Consumer, partition: TopicPartition) -> tuple[int, int]:
    """Offsets of a partition's first message and behind its last."""
    low, high = consumer.get_watermark_offsets(partition, timeout=TIMEOUT_S)
    return int(low), int(high)


def poll(settings: Settings, consumer: Consumer) -> Message | None:
    """The next message, or None when none came within a moment.

    Raises:
        KafkaFailed: the broker refuses; a broker that is away for a while is waited for.
    """
    with failures(settings):
        message = consumer.poll(_POLL_S)
    if message is None:
        return None
    if error := message.error():
        if error.code() not in _PASSING:
            raise KafkaFailed(error.str(), brokers=settings.brokers)
        log.warning("waiting for Kafka: %s", error.str())
        return None
    return message
