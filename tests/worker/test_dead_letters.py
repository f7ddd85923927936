"""Dead letters."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stream.worker.dead_letters import dead_letter, without_content
from stream.worker.messages import Failure, Outgoing, Received

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _letter(**fields: Any) -> Outgoing:
    message: dict[str, Any] = {
        "topic": "wire.raw",
        "partition": 3,
        "offset": 17,
        "key": b"k",
        "value": b"v",
        "headers": [],
        "time_ms": 5,
    }
    return dead_letter(Received(**{**message, **fields}), Failure("empty", "rien", "parse"), NOW)


def test_letter_says_where_it_is_from_and_why() -> None:
    letter = _letter(headers=[("provider", b"AFP"), ("provider", b"AFP2"), ("nothing", b"")])

    assert letter == Outgoing(
        "dead-letter",
        b"k",
        b"v",
        [
            ("provider", b"AFP"),
            ("provider", b"AFP2"),
            ("nothing", b""),
            ("dl_id", b"wire.raw-3-17"),
            ("dl_cause", b"empty"),
            ("dl_error", b"rien"),
            ("dl_step", b"parse"),
            ("dl_channel", b"wire.raw"),
            ("dl_partition", b"3"),
            ("dl_offset", b"17"),
            ("dl_received", b"5"),
            ("dl_time", b"2026-11-24T12:00:00.000+00:00"),
            ("dl_attempt", b"1"),
            ("dl_story_id", b""),
        ],
    )


@pytest.mark.parametrize(("before", "now"), [(b"1", b"2"), (b"9", b"10"), (b"", b"1"), (b"x", b"1"), (b"9" * 5000, b"1")])
def test_attempts_are_counted(before: bytes, now: bytes) -> None:
    headers = _letter(headers=[("dl_attempt", before), ("dl_cause", b"old")]).headers

    assert dict(headers)["dl_attempt"] == now
    assert [value for name, value in headers if name == "dl_cause"] == [b"empty"]


@pytest.mark.parametrize(("key", "value", "sent"), [(None, None, b""), (b"k", None, None), (None, b"", b"")])
def test_letter_has_a_key_or_a_value(key: bytes | None, value: bytes | None, sent: bytes | None) -> None:
    """aiokafka refuses a message that has neither, which would end the worker again and again."""
    assert _letter(key=key, value=value).value == sent


def test_pointer_has_no_content() -> None:
    pointer = without_content(_letter(headers=[("provider", b"AFP")]))

    assert pointer.value == b""
    assert all(name.startswith("dl_") for name, _ in pointer.headers)
    assert dict(pointer.headers)["dl_offset"] == b"17"


def test_letter_of_a_redriven_message_names_the_one_before() -> None:
    headers = dict(_letter(headers=[("dl_id", b"wire.raw-0-5"), ("dl_attempt", b"1")]).headers)

    assert headers["dl_previous"] == b"wire.raw-0-5"
    assert headers["dl_id"] == b"wire.raw-3-17"
