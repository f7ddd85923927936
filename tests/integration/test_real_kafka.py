"""The service on a real Kafka, by its own commands alone.

The embedded broker makes topics on first use, compacts nothing and forgets with the process; here channels are made by
the command that operators use, checked by the worker at its start, and group offsets are Kafka's own.
"""

import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Consumer, TopicPartition

from stream.clients.inputs import read
from stream.clients.offline import parse
from stream.settings import Settings, confluent_config
from stream.story import Story
from tests.integration.harness import Wire, headers_of

pytestmark = [pytest.mark.kafka, pytest.mark.model]

SEED = Path(__file__).parents[2] / "stream" / "samples" / "1-afp-le-drian-choigou.txt"
_STORIES = 20
_PARTITIONS = 4
_START_S = 120.0
_ALL_OUT_S = 120.0


@pytest.fixture(scope="module")
def settings(kafka: str) -> Settings:
    """Channels and a group that nobody else uses."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    return Settings(brokers=kafka, prefix=f"{name}.", group=name, partitions=_PARTITIONS, replication=1, min_insync=1, slots=1)


def _command(settings: Settings, *arguments: str) -> list[str]:
    where = [f"--brokers={settings.brokers}", f"--prefix={settings.prefix}"]
    return [sys.executable, "-m", "stream", *arguments, *where]


def _run(settings: Settings, *arguments: str) -> None:
    subprocess.run(_command(settings, *arguments), check=True, timeout=60)  # noqa: S603 our own module


@pytest.fixture(scope="module")
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`wirestream worker` on channels that `wirestream channels --create` made."""
    sizes = ["--partitions=4", "--replication=1", "--min-insync=1"]
    _run(settings, "channels", "--create", *sizes)
    command = _command(settings, "worker", f"--group={settings.group}", "--slots=1", "--port=0", "--log-level=warning", *sizes)
    with subprocess.Popen(command) as process:  # noqa: S603 our own module
        yield process
        process.kill()


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files with the sample story first, then stories of our own."""
    folder = tmp_path_factory.mktemp("wire")
    files = [SEED]
    for number in range(1, _STORIES):
        story = {
            "uri": f"urn:test:{number}",
            "type": "text",
            "version": "1",
            "versioncreated": "2026-11-23T10:00:00+01:00",
            "language": "fr",
            "provider": "Agence Exemple",
            "headline": f"Le maire de Valence a reçu {number} pompiers",
            "body_text": f"Le maire de Valence a reçu lundi {number} pompiers venus du Var, a annoncé la mairie.",
        }
        files.append(folder / f"{number}.json")
        files[-1].write_bytes(orjson.dumps(story))
    return files


def test_worker_publishes_every_story_and_stops_on_sigterm(
    settings: Settings, worker: subprocess.Popen[bytes], messages: list[Path]
) -> None:
    wire = Wire(settings)
    expected = {story.story_id for story in parse(read(map(str, messages), settings.max_raw_bytes)) if isinstance(story, Story)}

    _run(settings, "push", *map(str, messages))
    wire.until(lambda: _ended(worker) or _ids(wire, "enriched") == expected, "every story", _START_S + _ALL_OUT_S)
    wire.until(lambda: _ended(worker) or _mentions(wire) == _mentions_in_stories(wire), "every event mention", _ALL_OUT_S)
    worker.send_signal(signal.SIGTERM)
    status = worker.wait(30)
    wire.close()

    assert status == 0
    assert _ids(wire, "stories") == expected
    assert len(expected) == _STORIES
    assert [headers_of(message) for message in wire.records["dead-letter"]] == []
    assert _mentions(wire), "no story had an event"
    assert _waiting(settings, "raw") == _waiting(settings, "inbox") == 0


def _ended(worker: subprocess.Popen[bytes]) -> bool:
    if worker.poll() is not None:
        raise ChildProcessError(f"the worker ended with status {worker.returncode}")
    return False


def _ids(wire: Wire, channel: str) -> set[str]:
    return {(message.key() or b"").decode() for message in wire.records[channel]}


def _mentions(wire: Wire) -> set[str]:
    return _ids(wire, "event-mentions")


def _mentions_in_stories(wire: Wire) -> set[str]:
    records = [orjson.loads(message.value() or b"{}") for message in wire.records["enriched"]]
    return {event["event_mention_id"] for record in records for event in record["events"]}


def _waiting(settings: Settings, channel: str) -> int:
    """Messages of a channel that the group has not committed."""
    consumer = Consumer({**confluent_config(settings), "group.id": settings.group, "enable.auto.commit": False, "log_level": 3})
    partitions = [TopicPartition(settings.prefix + channel, number) for number in range(_PARTITIONS)]
    try:
        committed = {place.partition: max(place.offset, 0) for place in consumer.committed(partitions, timeout=10)}
        ends = {place.partition: consumer.get_watermark_offsets(place, timeout=10)[1] for place in partitions}
    finally:
        consumer.close()
    return sum(ends.values()) - sum(committed.values())
