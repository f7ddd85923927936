"""What /ready says."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from aiohttp import web
from faust.types import TP

from stream.settings import Settings
from stream.worker.health import Health

WELL: dict[str, Any] = {
    "assigned": True,
    "rebalancing": False,
    "warm": True,
    "alive": True,
    "restored": True,
    "in_flight": 0,
    "since_s": 1.0,
}


def _health(**changes: Any) -> Health:
    state = {**WELL, **changes}
    partitions = {TP("wire.raw", 0)} if state["assigned"] else set()
    app = SimpleNamespace(
        started=True,
        should_stop=False,
        rebalancing=state["rebalancing"],
        consumer=SimpleNamespace(assignment=lambda: partitions),
        sensors=SimpleNamespace(add=lambda sensor: None),
    )
    pools = {"parse": SimpleNamespace(ready=True), "enrich": SimpleNamespace(ready=state["warm"])}
    stages = {
        "parse": SimpleNamespace(
            alive=state["alive"], in_flight=state["in_flight"], moved_at=time.monotonic() - state["since_s"], done={}
        )
    }
    return Health(
        cast(Any, app),
        cast(Any, pools),
        cast(Any, stages),
        cast(Any, SimpleNamespace(restored=state["restored"])),
        Settings(story_timeout_s=10),
    )


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({}, []),
        ({"assigned": False}, ["partitions_assigned", "state_restored"]),
        ({"restored": False}, ["state_restored"]),
        ({"rebalancing": True}, ["partitions_assigned"]),
        ({"warm": False}, ["slots_warm"]),
        ({"alive": False}, ["stages_alive"]),
        ({"in_flight": 1}, []),
        ({"since_s": 1000.0}, []),
        ({"in_flight": 1, "since_s": 1000.0}, ["commits"]),
    ],
)
def test_worker_is_ready_when_all_checks_hold(changes: dict[str, Any], failing: list[str]) -> None:
    health = _health(**changes)

    answer = asyncio.run(health.ready(cast(web.Request, None)))

    assert [name for name, holds in health.checks().items() if not holds] == failing
    assert answer.status == (503 if failing else 200)
    assert orjson.loads(cast(bytes, answer.body))["ready"] == (not failing)


def test_lag_of_a_partition_is_known_before_anything_of_it_is_done() -> None:
    partition = TP("wire.raw", 0)
    message = SimpleNamespace(tp=partition, offset=3, timestamp=time.time() - 60)
    app = SimpleNamespace(
        started=True,
        should_stop=False,
        rebalancing=False,
        consumer=SimpleNamespace(assignment=lambda: {partition}, highwater=lambda tp: 10),
        sensors=SimpleNamespace(add=lambda sensor: None),
    )
    stage = SimpleNamespace(alive=True, in_flight=7, moved_at=time.monotonic(), done={}, begun={partition: message})
    states = SimpleNamespace(restored=True, count=0)
    health = Health(cast(Any, app), {}, {"parse": cast(Any, stage)}, cast(Any, states), Settings())

    answer = asyncio.run(health.metrics(cast(web.Request, None)))

    body = cast(bytes, answer.body).decode()
    assert 'wirestream_lag_records{channel="wire.raw",partition="0"} 7.0' in body
