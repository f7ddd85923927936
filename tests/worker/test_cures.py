"""The cures for how Faust consumes."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from stream.worker import cures


class FakeConsumer:
    """Two partitions, of which the first has a committed offset."""

    def __init__(self) -> None:
        self._committed_offset = {TP("raw", 0): 7, TP("raw", 1): None}
        self.calls: list[Any] = []

    def assignment(self) -> set[TP]:
        return set(self._committed_offset)

    async def seek_wait(self, offsets: dict[TP, int]) -> None:
        self.calls.append(offsets)


async def _seek_committed(consumer: FakeConsumer) -> None:
    consumer.calls.append("committed")


def test_partition_without_a_committed_offset_is_sought_to_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.Consumer, "perform_seek", _seek_committed)
    consumer = FakeConsumer()

    cures.rewind_uncommitted()
    cures.rewind_uncommitted()
    asyncio.run(driver.Consumer.perform_seek(cast(Any, consumer)))

    assert consumer.calls == ["committed", {TP("raw", 1): 0}]


def test_fetches_wait_a_quarter_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(_fetch_max_wait_ms=1500)
    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_create_worker_consumer", lambda thread, transport: made)

    cures.fetch_sooner()
    thread: Any = driver.AIOKafkaConsumerThread

    assert thread._create_worker_consumer(None, None)._fetch_max_wait_ms == 250


@pytest.mark.parametrize(("rebalancing", "given_up"), [(True, 1), (False, 0)])
def test_rebalance_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch, rebalancing: bool, given_up: int) -> None:
    monkeypatch.setattr(cures, "REBALANCE_DEADLINE_S", 0.02)
    monkeypatch.setattr(cures, "_LOOK_EVERY_S", 0.005)
    reasons: list[BaseException] = []

    async def main() -> None:
        watch = cures.watch_rebalances(cast(Any, SimpleNamespace(rebalancing=rebalancing)), reasons.append)
        await asyncio.wait([asyncio.ensure_future(watch)], timeout=0.1)

    asyncio.run(main())

    assert len(reasons) == given_up
