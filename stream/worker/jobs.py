"""What a slot does with a batch of messages: pure functions from bytes in to messages out.

Raw messages are parsed in a slot as well: a parser's crash or hang on hostile bytes then costs one process for a
moment, not the worker. Nothing raises; what cannot be done is a Failure, which becomes a dead letter.

The analysis knows one message at a time: what its story's other revisions, a kill or an embargo mean for it is decided
in the worker, when the records come back (effects.py).
"""

import time
from collections.abc import MutableMapping, Sequence
from typing import Protocol

import msgspec
import structlog

from stream.errors import StepFailed, WirestreamError
from stream.records import EnrichedStory
from stream.story import Story
from stream.wire import Parsed
from stream.worker import outputs
from stream.worker.messages import ERROR_CHARACTERS, Failure, Incoming, JobName, Outcome

log = structlog.get_logger(__name__)

Seconds = MutableMapping[str, float]
"""Step → seconds spent in it, on all of a batch."""

_decode_story = msgspec.json.Decoder(Story).decode


class Parse(Protocol):
    """stream.wire.parse."""

    def __call__(
        self, raw: bytes, *, content_type: str | None = None, filename: str | None = None, provider: str | None = None
    ) -> Parsed: ...


class Enrich(Protocol):
    """stream.worker.enriching.enrich."""

    def __call__(self, stories: Sequence[Story], seconds: Seconds | None = None) -> list[EnrichedStory]: ...


class Job(Protocol):
    """What a slot does with a batch; `seconds` takes what each step spent on it."""

    def __call__(self, batch: Sequence[Incoming], seconds: Seconds | None = None) -> list[Outcome]: ...


def jobs(parse: Parse, enrich: Enrich) -> dict[JobName, Job]:
    """The jobs of a slot, with the functions that do the work."""

    def parse_messages(batch: Sequence[Incoming], seconds: Seconds | None = None) -> list[Outcome]:
        began = time.perf_counter()
        outcomes = [_parse_message(parse, incoming) for incoming in batch]
        if seconds is not None:
            seconds["parse"] = time.perf_counter() - began
        return outcomes

    def enrich_messages(batch: Sequence[Incoming], seconds: Seconds | None = None) -> list[Outcome]:
        return _enrich_messages(enrich, batch, seconds)

    return {"parse": parse_messages, "enrich": enrich_messages}


def _parse_message(parse: Parse, incoming: Incoming) -> Outcome:
    headers = incoming.headers
    try:
        parsed = parse(
            incoming.value or b"",
            content_type=headers.get("content-type"),
            filename=headers.get("filename"),
            provider=headers.get("provider"),
        )
        traceparent = headers.get("traceparent")
        messages = [outputs.inbox(story, incoming.time_ms, traceparent) for story in parsed.stories]
    except Exception as error:
        return Outcome(failure=_failure(error, step="parse"))
    return Outcome(messages, _refusals(parsed.refused))


def _refusals(refused: Sequence[Exception]) -> Failure | None:
    """One failure for all the bad stories of a message; the cause is the first one's."""
    if not refused:
        return None
    named = "; ".join(str(error) for error in refused)
    return Failure(_cause(refused[0]), f"{len(refused)} refused: {named}"[:ERROR_CHARACTERS], "parse")


def _enrich_messages(enrich: Enrich, batch: Sequence[Incoming], seconds: Seconds | None) -> list[Outcome]:
    stories = [_decoded(incoming) for incoming in batch]
    analysed = iter(_analysed(enrich, [story for story in stories if isinstance(story, Story)], seconds))
    return [
        Outcome(failure=story)
        if isinstance(story, Failure)
        else _publish(story, next(analysed), incoming.headers.get("traceparent"))
        for story, incoming in zip(stories, batch, strict=True)
    ]


def _decoded(incoming: Incoming) -> Story | Failure:
    try:
        return _decode_story(incoming.value or b"")
    except (msgspec.MsgspecError, RecursionError) as error:
        return Failure("malformed", f"not a story record: {error}"[:ERROR_CHARACTERS], "decode")


def _analysed(enrich: Enrich, stories: Sequence[Story], seconds: Seconds | None = None) -> list[EnrichedStory | Failure]:
    """The analysis of each story; when a batch fails its stories go one by one, untimed, so that only the bad one fails."""
    if not stories:
        return []
    try:
        return list(enrich(stories, seconds))
    except Exception as error:
        if len(stories) > 1:
            return [result for story in stories for result in _analysed(enrich, [story])]
        return [_failure(error, step="enrich", story_id=stories[0].story_id)]


def _publish(story: Story, enriched: EnrichedStory | Failure, traceparent: str | None) -> Outcome:
    if isinstance(enriched, Failure):
        return Outcome(failure=enriched)
    try:
        return Outcome(outputs.publication(story, enriched, traceparent))
    except Exception as error:
        return Outcome(failure=_failure(error, step="publish", story_id=story.story_id))


def _failure(error: Exception, *, step: str, story_id: str | None = None) -> Failure:
    if not isinstance(error, WirestreamError):
        log.exception("step failed", step=step, story_id=story_id)
    return Failure(_cause(error), f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS], step, story_id)


def _cause(error: Exception) -> str:
    return error.cause if isinstance(error, WirestreamError) else StepFailed.cause
