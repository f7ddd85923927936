"""What a slot makes of a message: pure functions, no processes."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from stream.records import EnrichedStory, encode
from stream.story import Story
from stream.worker.jobs import _embargoed, jobs
from stream.worker.messages import Incoming, Outcome
from tests.worker.fakes import enrich, parse

RUN = jobs(parse, enrich)


def _story(**fields: Any) -> Incoming:
    return Incoming(encode(Story(**{"story_id": "s", "format": "plain", **fields})), {})


def _channels(outcome: Outcome) -> list[tuple[str, bool]]:
    return [(message.channel, message.value is None) for message in outcome.outputs]


@pytest.mark.parametrize(
    ("until", "embargoed"),
    [
        (None, False),
        ("2026-11-24T11:59:59Z", False),
        ("2026-11-24T12:00:01Z", True),
        ("2026-11-24T13:30:00+01:00", True),
        ("2026-11-24T12:30:00+01:00", False),
        ("2026-11-24T00:30:00", True),  # no zone: half an hour past midnight comes last at UTC-12
        ("2026-11-23T23:30:00", False),
        ("2026-11-24", False),
        ("2026-11-25", True),
        ("tomorrow", True),
    ],
)
def test_embargo_holds_until_its_latest_reading(until: str | None, embargoed: bool) -> None:
    assert _embargoed(until, datetime(2026, 11, 24, 12, tzinfo=UTC)) == embargoed


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_story_that_may_not_be_read_is_taken_back(status: str) -> None:
    (outcome,) = RUN["enrich"]([_story(status=status, text="Secret.", headline="Secret", embargo_until="2999-01-01")])

    assert _channels(outcome) == [("stories", False), ("stories", True), ("enriched", False), ("enriched", True)]
    assert not any(b"Secret" in (message.value or b"") for message in outcome.outputs)


@pytest.mark.parametrize("kind", ["text", "picture", "planning"])
def test_every_kind_is_published(kind: str) -> None:
    (outcome,) = RUN["enrich"]([_story(kind=kind)])

    assert [channel for channel, _ in _channels(outcome)] == ["stories", "enriched", "event-mentions"]


def test_outcomes_stand_in_the_order_of_the_batch() -> None:
    batch = [
        _story(story_id="a"),
        Incoming(b"junk", {}),
        _story(story_id="b", status="canceled"),
        _story(story_id="c", text="analysis raises"),
        _story(story_id="d"),
    ]

    outcomes = RUN["enrich"](batch)

    keys = [outcome.outputs[0].key if outcome.outputs else None for outcome in outcomes]
    causes = [outcome.failure.cause if outcome.failure else None for outcome in outcomes]
    assert keys == [b"a", None, b"b", None, b"d"]
    assert causes == [None, "malformed", None, "step-failed", None]


def test_text_that_cannot_be_encoded_fails_its_story_only() -> None:
    def enrich_badly(stories: Sequence[Story]) -> list[EnrichedStory]:
        return [msgspec.structs.replace(record, headline="\ud800") for record in enrich(stories)]

    (outcome,) = jobs(parse, enrich_badly)["enrich"]([_story()])

    assert outcome.failure is not None
    assert (outcome.failure.cause, outcome.failure.step) == ("step-failed", "publish")


def test_error_is_cut_to_fit_a_dead_letter() -> None:
    def parse_badly(raw: bytes, **_: str | None) -> Any:
        raise ValueError("é" * 3_000)

    (outcome,) = jobs(parse_badly, enrich)["parse"]([Incoming(b"", {})])

    assert outcome.failure is not None
    assert len(outcome.failure.error) == 2000


def test_hints_of_the_producer_reach_the_parser() -> None:
    hints = {}

    def note(raw: bytes, **given: str | None) -> Any:
        hints.update(given)
        return parse(json.dumps({"story_id": "s"}).encode())

    jobs(note, enrich)["parse"]([Incoming(b"", {"content-type": "a/b", "filename": "f", "provider": "AFP", "other": "x"})])

    assert hints == {"content_type": "a/b", "filename": "f", "provider": "AFP"}
