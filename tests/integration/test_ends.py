"""What happens when a worker ends, on purpose or not."""

import time
from contextlib import ExitStack

import pytest

from stream.worker.embedded import embedded_broker
from stream.worker.slots import Work
from tests.integration.harness import Wire, WorkerProcess, json_of, running_worker, until, worker_settings
from tests.integration.kill_loop import interrupt, raw_messages

pytestmark = pytest.mark.broker


def test_nothing_is_lost_when_workers_are_killed(broker: str, prefix: str) -> None:
    report = interrupt(worker_settings(broker, prefix, story_timeout_s=20.0), times=2)

    assert report.clean, report
    assert all(report.waiting), "the kills came when nothing was under way"


@pytest.mark.model
def test_nothing_is_lost_with_the_real_analysis(broker: str, prefix: str) -> None:
    report = interrupt(worker_settings(broker, prefix, story_timeout_s=20.0), times=1, work=Work())

    assert report.clean, report


def test_sigterm_finishes_what_is_under_way_and_repeats_nothing(broker: str, prefix: str) -> None:
    settings = worker_settings(broker, prefix)
    wire = Wire(settings)
    values = [(key, value) for revision in (1, 2) for key, value in raw_messages(revision) if value.endswith(b"}")]
    with running_worker(settings) as worker:
        for key, value in values:
            wire.push([value], key=key)
        wire.until(lambda: len(wire.records["enriched"]) > 5, "the first records")
        started = time.monotonic()
        status = worker.terminate()
        seconds = time.monotonic() - started
    with running_worker(settings):
        wire.until(lambda: len(_revisions(wire)) >= len(values), "the other records")
    wire.close()

    published = _revisions(wire)
    assert status == 0
    assert seconds < 5
    assert len(published) == len(set(published)) == len(values)


def _revisions(wire: Wire) -> list[tuple[str, str]]:
    """Story and version of each record that was published or retracted."""
    records = [json_of(message) for message in wire.records["enriched"] if message.value() is not None]
    return [(record["story_id"], record["version"]) for record in records]


def test_sigterm_ends_a_worker_whose_broker_is_gone() -> None:
    with ExitStack() as broker:
        worker = WorkerProcess(worker_settings(broker.enter_context(embedded_broker()), "wire."))
        try:
            worker.await_ready()
            broker.close()

            assert worker.terminate() == 3
        finally:
            worker.kill()


def test_children_end_with_a_killed_worker(broker: str, prefix: str) -> None:
    with running_worker(worker_settings(broker, prefix)) as worker:
        family = _descendants(worker.process.pid)
        worker.kill()

        assert len(family) == 1 + 1 + 2, "the model server, the parsing slot and two others"
        until(lambda: not any(_alive(pid) for pid in family), "the children's end", 10)


def test_worker_without_channels_says_how_to_make_them(broker: str, capfd: pytest.CaptureFixture[str]) -> None:
    worker = WorkerProcess(worker_settings(broker, "nobody-made-these."), channels_deadline_s=0.5)

    assert worker.process.wait(60) == 3
    assert "wirestream channels --create" in capfd.readouterr().err


def test_worker_without_a_broker_ends_with_status_3() -> None:
    worker = WorkerProcess(worker_settings("127.0.0.1:1", "wire."), channels_deadline_s=0.5)

    assert worker.process.wait(60) == 3


def _descendants(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = [int(child) for child in file.read().split()]
    return children + [each for child in children for each in _descendants(child)]


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
