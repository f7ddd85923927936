"""Slots, with a real model server and real processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from stream.errors import WorkerLost
from stream.records import encode
from stream.settings import Settings
from stream.story import Story, compose
from stream.worker.messages import Incoming, Outcome
from stream.worker.slots import ModelServer, Slots, Work, model_server

FAKES = Work(parse="tests.worker.fakes:parse", enrich="tests.worker.fakes:enrich")
TIMEOUT_S = 1.5


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server(Settings(log_level="error"), FAKES) as started:
        yield started


def _with_slots(server: ModelServer, use: Callable[[Slots], Awaitable[list[Outcome]]], count: int = 1) -> list[Outcome]:
    async def main() -> list[Outcome]:
        slots = Slots(server, count, TIMEOUT_S)
        await slots.open()
        try:
            return await use(slots)
        finally:
            slots.close()

    return asyncio.run(main())


def _incoming(text: str) -> Incoming:
    body = compose(None, [text])
    story = Story(story_id=text, format="plain", text=body.text, paragraphs=body.paragraphs, text_sha256=body.text_sha256)
    return Incoming(encode(story), {})


def _causes(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.failure.cause if outcome.failure else None for outcome in outcomes]


@pytest.mark.parametrize(
    ("text", "cause"), [("analysis crashes", "worker-lost"), ("analysis hangs", "timeout"), ("analysis raises", "step-failed")]
)
def test_only_the_story_that_loses_its_slot_fails(server: ModelServer, text: str, cause: str) -> None:
    batch = [_incoming("un"), _incoming(text), _incoming("trois")]

    outcomes = _with_slots(server, lambda slots: slots.run("enrich", batch))

    assert _causes(outcomes) == [None, cause, None]
    assert [message.key for outcome in outcomes for message in outcome.outputs if message.channel == "enriched"] == [
        b"un",
        b"trois",
    ]


def test_two_killers_in_a_batch_both_fail_alone(server: ModelServer) -> None:
    batch = [_incoming("analysis crashes"), _incoming("deux"), _incoming("analysis crashes too")]

    outcomes = _with_slots(server, lambda slots: slots.run("enrich", batch))

    assert _causes(outcomes) == ["worker-lost", None, "worker-lost"]


def test_time_counts_from_execution(server: ModelServer) -> None:
    """Three batches of 0.8 s on one slot: the last waits longer than a batch may take."""
    batch = [_incoming("analysis is slow")] * 16

    async def thrice(slots: Slots) -> list[Outcome]:
        done = await asyncio.gather(*(slots.run("enrich", batch) for _ in range(3)))
        return [outcome for outcomes in done for outcome in outcomes]

    assert _causes(_with_slots(server, thrice)) == [None] * 48


def test_slot_is_replaced_before_its_vocabulary_grows(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stream.worker.slots._STORIES_A_SLOT", 2)
    pids = []

    async def use(slots: Slots) -> list[Outcome]:
        outcomes = []
        for text in ("un", "deux", "trois"):
            outcomes += await slots.run("enrich", [_incoming(text)])
            pids.append(slots._slots[0]._pid)
        return outcomes

    assert _causes(_with_slots(server, use)) == [None, None, None]
    assert pids[0] == pids[1] != pids[2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_slot_leaves_signals_to_the_worker(server: ModelServer, number: signal.Signals) -> None:
    async def use(slots: Slots) -> list[Outcome]:
        os.kill(slots._slots[0]._pid, number)
        return await slots.run("enrich", [_incoming("un")])

    assert _causes(_with_slots(server, use)) == [None]


def test_lost_model_server_is_nobodys_fault() -> None:
    with model_server(Settings(log_level="error"), FAKES) as server:

        async def use(slots: Slots) -> list[Outcome]:
            server.stop()
            return await slots.run("enrich", [_incoming("un")])

        with pytest.raises(WorkerLost, match="forks no slots"):
            _with_slots(server, use)


def test_seconds_of_a_step_are_observed(server: ModelServer) -> None:
    counted = ("wirestream_step_seconds_count", {"step": "fake"})
    before = REGISTRY.get_sample_value(*counted) or 0

    _with_slots(server, lambda slots: slots.run("enrich", [_incoming("un"), _incoming("deux")]))

    assert REGISTRY.get_sample_value(*counted) == before + 1


def test_model_server_that_cannot_load_is_reported() -> None:
    with pytest.raises(WorkerLost, match="did not load"), model_server(Settings(), Work(enrich="tests.worker.fakes:absent")):
        pytest.fail("it cannot have loaded")


def test_worker_itself_loads_no_models() -> None:
    """0.6 GB that only the model server needs."""
    code = "import sys, stream.worker.service; print(sorted({'spacy', 'numpy', 'lxml'} & set(sys.modules)))"

    answer = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    assert answer.stdout == "[]\n"
