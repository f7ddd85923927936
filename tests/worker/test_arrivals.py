"""Reading the inbox: whoever may write there, nothing that is read raises."""

from typing import Any

import msgspec
import pytest

from stream.story import Story
from stream.worker.arrivals import arrival
from stream.worker.effects import Arrival
from stream.worker.lifecycle import Notice
from stream.worker.messages import Failure, Received

STORY = Story(story_id="é", format="plain")


def _received(value: bytes, **fields: Any) -> Received:
    message = {"topic": "wire.inbox", "partition": 0, "offset": 3, "key": "é".encode(), "headers": [], "time_ms": 17}
    return Received(**{**message, "value": value, **fields})


def _read(**changes: Any) -> Arrival | Failure:
    return arrival(_received(msgspec.json.encode(msgspec.structs.replace(STORY, **changes))))


@pytest.mark.parametrize(
    ("received", "order_ms"),
    [(b"42", 42), (b"", 17), (b"soon", 17), ("²".encode(), 17), (b"9" * 5000, 17), (b"-1", 17), (b"\xff", 17)],
)
def test_time_of_the_raw_message_is_taken_where_it_can_be_read(received: bytes, order_ms: int) -> None:
    read = arrival(_received(msgspec.json.encode(STORY), headers=[("received", received)]))

    assert isinstance(read, Arrival)
    assert read.order.received_ms == order_ms


@pytest.mark.parametrize(
    "value",
    [b"", b"null", b"[]", b"{", b'{"story_id": 3}', b"\xff\xfe", b"[" * 200_000, b'{"a":' * 200_000],
    ids=lambda v: repr(v[:9]),
)
def test_what_is_no_record_is_refused(value: bytes) -> None:
    assert isinstance(arrival(_received(value)), Failure)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"embargo_until": "demain"}, "cannot read the embargo"),
        ({"schema": "story/9"}, "another version"),
        ({"record_status": "retracted"}, "retracted"),
        ({"story_id": "other"}, "the key is not"),
    ],
)
def test_record_that_must_not_be_published_is_refused(changes: dict[str, str], why: str) -> None:
    read = _read(**changes)

    assert isinstance(read, Failure)
    assert why in read.error


def test_kill_is_taken_whatever_its_embargo() -> None:
    assert isinstance(_read(status="canceled", embargo_until="demain"), Arrival)


def test_notice_is_told_from_a_story() -> None:
    read = arrival(_received(msgspec.json.encode(Notice(story_id="é", by="other"))))

    assert isinstance(read, Arrival)
    assert isinstance(read.message, Notice)
