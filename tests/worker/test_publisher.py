"""Size limits and confirmation."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import MessageSizeTooLargeError, NotLeaderForPartitionError

from stream.errors import RecordTooLarge
from stream.settings import Settings
from stream.worker.messages import Outgoing
from stream.worker.publisher import DEAD_LETTER_ROOM, Publisher

SETTINGS = Settings(max_raw_bytes=100_000, max_record_bytes=200_000, prefix="w.")


class FakeProducer:
    """Answers every send with one result."""

    def __init__(self, result: Exception | None = None) -> None:
        self.topics: list[str] = []
        self._result = result

    async def send(self, topic: str, **_: Any) -> "asyncio.Future[None]":
        self.topics.append(topic)
        confirmation: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._result:
            confirmation.set_exception(self._result)
        else:
            confirmation.set_result(None)
        return confirmation


def _publisher(producer: FakeProducer | None = None) -> Publisher:
    return Publisher(cast(Any, SimpleNamespace(producer=producer or FakeProducer())), SETTINGS)


def _message(channel: str, size_bytes: int) -> Outgoing:
    frame = Outgoing(channel, b"k", b"", []).size_bytes
    return Outgoing(channel, b"k", bytes(size_bytes - frame), [])


@pytest.mark.parametrize(
    ("channel", "limit"),
    [("inbox", 200_000 - DEAD_LETTER_ROOM), ("enriched", 200_000 - DEAD_LETTER_ROOM), ("dead-letter", 200_000)],
)
def test_message_over_its_channels_limit_is_refused(channel: str, limit: int) -> None:
    _publisher().check([_message(channel, limit)])

    with pytest.raises(RecordTooLarge) as caught:
        _publisher().check([_message(channel, limit + 1)])

    assert (caught.value.size_bytes, caught.value.limit_bytes) == (limit + 1, limit)


def test_message_goes_to_its_channels_topic() -> None:
    producer = FakeProducer()

    async def send() -> None:
        await (await _publisher(producer).send(_message("enriched", 200)))

    asyncio.run(send())

    assert producer.topics == ["w.enriched"]


@pytest.mark.parametrize(
    ("answer", "raised"),
    [(MessageSizeTooLargeError(), RecordTooLarge), (NotLeaderForPartitionError(), NotLeaderForPartitionError)],
)
def test_brokers_refusal_is_raised_by_the_confirmation(answer: Exception, raised: type[Exception]) -> None:
    async def send() -> None:
        confirmation = await _publisher(FakeProducer(answer)).send(_message("enriched", 200))
        with pytest.raises(raised):
            await confirmation

    asyncio.run(send())
