"""What a slot does with a batch of messages: pure functions from bytes in to messages out.

Raw messages are parsed in a slot as well: a parser's crash or hang on hostile bytes then costs one process for a
moment, not the worker. Nothing raises; what cannot be done is a Failure, which becomes a dead letter.

What is not released yet stays inside: an embargoed story is a Failure with cause `embargoed`, to be redriven when its
time has come; a canceled or withheld one retracts what was published under its id. A later revision replaces an
earlier one under the same key; event mentions that only the earlier one had stay.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

import msgspec
import structlog

from stream.errors import StepFailed, WirestreamError
from stream.records import EnrichedStory
from stream.story import Story
from stream.wire import Parsed
from stream.worker import outputs
from stream.worker.messages import Failure, Incoming, JobName, Outcome

log = structlog.get_logger(__name__)

Job = Callable[[Sequence[Incoming]], list[Outcome]]
Enrich = Callable[[Sequence[Story]], list[EnrichedStory]]

# Far below the 64 KiB that a dead letter may be larger than the message it holds.
_ERROR_CHARACTERS = 2000
# An embargo without a zone is read where the day ends last on earth: nothing goes out early.
_LATEST_ZONE = timezone(timedelta(hours=-12))

_decode_story = msgspec.json.Decoder(Story).decode


class Parse(Protocol):
    """stream.wire.parse."""

    def __call__(
        self, raw: bytes, *, content_type: str | None = None, filename: str | None = None, provider: str | None = None
    ) -> Parsed: ...


def jobs(parse: Parse, enrich: Enrich) -> dict[JobName, Job]:
    """The jobs of a slot, with the functions that do the work."""
    return {
        "parse": lambda batch: [_parse_message(parse, incoming) for incoming in batch],
        "enrich": lambda batch: _enrich_messages(enrich, batch),
    }


def _parse_message(parse: Parse, incoming: Incoming) -> Outcome:
    headers = incoming.headers
    try:
        parsed = parse(
            incoming.value or b"",
            content_type=headers.get("content-type"),
            filename=headers.get("filename"),
            provider=headers.get("provider"),
        )
        messages = [outputs.inbox(story, headers.get("traceparent")) for story in parsed.stories]
    except Exception as error:
        return Outcome(failure=_failure(error, step="parse"))
    return Outcome(messages, _refusals(parsed.refused))


def _refusals(refused: Sequence[Exception]) -> Failure | None:
    """One failure for all the bad stories of a message; the cause is the first one's."""
    if not refused:
        return None
    named = "; ".join(str(error) for error in refused)
    return Failure(_cause(refused[0]), f"{len(refused)} refused: {named}"[:_ERROR_CHARACTERS], "parse")


def _enrich_messages(enrich: Enrich, batch: Sequence[Incoming]) -> list[Outcome]:
    admitted = [_admit(incoming) for incoming in batch]
    analysed = iter(_analysed(enrich, [story for story in admitted if isinstance(story, Story) and story.status == "usable"]))
    outcomes = []
    for story, incoming in zip(admitted, batch, strict=True):
        traceparent = incoming.headers.get("traceparent")
        if isinstance(story, Failure):
            outcomes.append(Outcome(failure=story))
        elif story.status != "usable":
            outcomes.append(Outcome(outputs.retraction(story, traceparent)))
        else:
            outcomes.append(_publish(story, next(analysed), traceparent))
    return outcomes


def _admit(incoming: Incoming) -> Story | Failure:
    """The story to work on, or why it is not for now."""
    try:
        story = _decode_story(incoming.value or b"")
    except msgspec.MsgspecError as error:
        return Failure("malformed", f"not a story record: {error}"[:_ERROR_CHARACTERS], "decode")
    if story.status == "usable" and _embargoed(story.embargo_until, datetime.now(UTC)):
        return Failure("embargoed", f"embargoed until {story.embargo_until}", "release", story.story_id)
    return story


def _embargoed(until: str | None, now: datetime) -> bool:
    """Whether an embargo holds at `now`; one that cannot be read holds."""
    if until is None:
        return False
    try:
        end = datetime.fromisoformat(until)
    except ValueError:
        return True
    return (end if end.tzinfo else end.replace(tzinfo=_LATEST_ZONE)) > now


def _analysed(enrich: Enrich, stories: Sequence[Story]) -> list[EnrichedStory | Failure]:
    """The analysis of each story; when a batch fails its stories go one by one, so that only the bad one fails."""
    if not stories:
        return []
    try:
        return list(enrich(stories))
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
    return Failure(_cause(error), f"{type(error).__name__}: {error}"[:_ERROR_CHARACTERS], step, story_id)


def _cause(error: Exception) -> str:
    return error.cause if isinstance(error, WirestreamError) else StepFailed.cause
