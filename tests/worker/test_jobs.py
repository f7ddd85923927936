"""What a slot makes of a message: pure functions, no processes."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from stream.records import EnrichedStory, encode
from stream.story import Story
from stream.worker.jobs import Seconds, jobs
from stream.worker.messages import Incoming, JobName, Outcome
from tests.worker.fakes import enrich, parse

RUN = jobs(parse, enrich)


def _story(**fields: Any) -> Incoming:
    return Incoming(encode(Story(**{"story_id": "s", "format": "plain", **fields})), {})


def _channels(outcome: Outcome) -> list[tuple[str, bool]]:
    return [(message.channel, message.value is None) for message in outcome.outputs]


@pytest.mark.parametrize("kind", ["text", "picture", "planning"])
def test_every_kind_is_published(kind: str) -> None:
    (outcome,) = RUN["enrich"]([_story(kind=kind)])

    assert [channel for channel, _ in _channels(outcome)] == ["stories", "enriched", "event-mentions"]


def test_outcomes_stand_in_the_order_of_the_batch() -> None:
    batch = [
        _story(story_id="a"),
        Incoming(b"junk", {}),
        _story(story_id="b"),
        _story(story_id="c", text="analysis raises"),
        _story(story_id="d"),
    ]

    outcomes = RUN["enrich"](batch)

    keys = [outcome.outputs[0].key if outcome.outputs else None for outcome in outcomes]
    causes = [outcome.failure.cause if outcome.failure else None for outcome in outcomes]
    assert keys == [b"a", None, b"b", None, b"d"]
    assert causes == [None, "malformed", None, "step-failed", None]


@pytest.mark.parametrize(("job", "step"), [("parse", "parse"), ("enrich", "fake")])
def test_seconds_of_a_step_are_told(job: JobName, step: str) -> None:
    seconds: dict[str, float] = {}

    RUN[job]([_story()], seconds)

    assert set(seconds) == {step}
    assert seconds[step] > 0


def test_text_that_cannot_be_encoded_fails_its_story_only() -> None:
    def enrich_badly(stories: Sequence[Story], seconds: Seconds | None = None) -> list[EnrichedStory]:
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


def test_story_goes_on_with_the_time_its_raw_message_came() -> None:
    raw = Incoming(json.dumps({"story_id": "s"}).encode(), {}, 1_700_000_000_123)

    (outcome,) = RUN["parse"]([raw])

    assert [dict(message.headers)["received"] for message in outcome.outputs] == [b"1700000000123"]
