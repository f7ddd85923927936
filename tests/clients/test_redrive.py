"""Dead letters on their way back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from confluent_kafka import Producer

from stream.clients.inputs import Refused
from stream.clients.redrive import Choice, Letter, redrive
from stream.clients.tail import Tailed, named, tail
from stream.settings import Settings, confluent_config
from stream.worker.dead_letters import dead_letter
from stream.worker.messages import Failure, Received

pytestmark = pytest.mark.broker

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def settings(broker: str, prefix: str) -> Settings:
    return Settings(brokers=broker, prefix=prefix)


def _send(settings: Settings, *letters: tuple[Received, Failure]) -> None:
    client = Producer({**confluent_config(settings), "log_level": 3})
    for source, failure in letters:
        letter = dead_letter(source, failure, NOW)
        client.produce(f"{settings.prefix}dead-letter", letter.value, letter.key, 1, headers=list(letter.headers))
    assert client.flush(10) == 0


def _received(settings: Settings, offset: int, **fields: Any) -> Received:
    source = {"topic": f"{settings.prefix}raw", "partition": 0, "offset": offset, "key": b"k", "value": b"v%d" % offset}
    return Received(**{**source, "headers": [("provider", b"AFP")], "time_ms": 1_700_000_000_000 + offset, **fields})


def _redriven(settings: Settings, choice: Choice, *, dry_run: bool = False) -> list[Letter | Refused]:
    return list(redrive(settings, choice, dry_run=dry_run))


def _raw(settings: Settings, count: int) -> list[Tailed]:
    return list(tail(settings, named(["raw"], settings.prefix), from_beginning=True, limit=count))


def _offsets(results: Sequence[Letter | Refused]) -> list[int]:
    return [result.offset for result in results if isinstance(result, Letter)]


TIMEOUT, LOST = Failure("timeout", "zu lang", "enrich"), Failure("worker-lost", "tot", "parse")


def test_letter_goes_back_as_it_came_and_with_its_time(settings: Settings) -> None:
    _send(settings, (_received(settings, 5), TIMEOUT))

    _redriven(settings, Choice())

    (message,) = _raw(settings, 1)
    assert (message.key, message.value, message.timestamp_ms) == ("k", b"v5", 1_700_000_000_005)
    assert message.headers["provider"] == "AFP"
    assert message.headers["dl_attempt"] == "1"


@pytest.mark.parametrize(
    ("choice", "offsets"),
    [
        (Choice(), [1, 2]),
        (Choice(causes=frozenset({"worker-lost"})), [2]),
        (Choice(since=datetime(2026, 11, 24, 12)), [1, 2]),  # noqa: DTZ001 no zone is UTC, as the command says
        (Choice(since=datetime(2026, 11, 24, 12, 1, tzinfo=UTC)), []),
        (Choice(ids=frozenset({"nobody"})), []),
    ],
)
def test_letters_are_chosen_by_cause_time_and_id(settings: Settings, choice: Choice, offsets: list[int]) -> None:
    _send(settings, (_received(settings, 1), TIMEOUT), (_received(settings, 2), LOST))

    assert _offsets(_redriven(settings, choice, dry_run=True)) == offsets


def test_dry_run_sends_nothing(settings: Settings) -> None:
    _send(settings, (_received(settings, 1), TIMEOUT))
    _redriven(settings, Choice(), dry_run=True)

    _redriven(settings, Choice())

    assert len(_raw(settings, 1)) == 1


def test_letter_that_failed_again_supersedes_the_one_before(settings: Settings) -> None:
    first = _received(settings, 1)
    again = _received(settings, 9, headers=[("dl_id", f"{settings.prefix}raw-0-1".encode()), ("dl_attempt", b"1")])
    _send(settings, (first, TIMEOUT), (again, TIMEOUT))

    (letter,) = _redriven(settings, Choice(), dry_run=True)

    assert isinstance(letter, Letter)
    assert (letter.offset, letter.attempt) == (9, 2)


def test_what_cannot_go_back_is_refused(settings: Settings) -> None:
    _send(settings, (_received(settings, 1, topic="other.raw"), TIMEOUT))

    (refused,) = _redriven(settings, Choice())

    assert isinstance(refused, Refused)
    assert refused.source == "other.raw-0-1"
