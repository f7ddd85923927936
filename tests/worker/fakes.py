"""Quick stand-ins for the parser and the analysis, with markers that make them misbehave."""

import json
import os
import signal
import time
from collections.abc import MutableMapping, Sequence

import msgspec

from stream.analysis.findings import CodedEvent, Span
from stream.errors import MalformedStory, StoryRefused
from stream.records import EnrichedStory
from stream.story import Story, compose
from stream.wire import Parsed

_TOO_MUCH_BYTES = 8 * 1024**3


def parse(raw: bytes, *, content_type: str | None = None, filename: str | None = None, provider: str | None = None) -> Parsed:
    """One JSON object a message, or a list of them: fields of a Story, with `body` for its text."""
    try:
        value = json.loads(raw)
    except ValueError as error:
        raise MalformedStory("not JSON", format="ninjs") from error
    stories: list[Story] = []
    refused: list[StoryRefused] = []
    for item in value if isinstance(value, list) else [value]:
        if "story_id" in item:
            stories.append(_story(item))
        else:
            refused.append(MalformedStory("no story_id", format="ninjs"))
    return Parsed(stories=tuple(stories), refused=tuple(refused))


def _story(item: dict[str, object]) -> Story:
    body = compose(None, [str(item.pop("body", ""))])
    _misbehave(body.text, "parser")
    return msgspec.convert({"format": "ninjs", **item, **msgspec.structs.asdict(body)}, Story)


def enrich(stories: Sequence[Story], seconds: MutableMapping[str, float] | None = None) -> list[EnrichedStory]:
    """Each story with one event over its whole text, and one more for each word that starts with `#`; a second a story."""
    if seconds is not None:
        seconds["fake"] = float(len(stories))
    return [_enriched(story) for story in stories]


def _enriched(story: Story) -> EnrichedStory:
    _misbehave(story.text, "analysis")
    span = Span(start=0, end=len(story.text), text=story.text)
    main = CodedEvent(event_mention_id=f"{story.story_id}#1", type="CONSULT", triggers=(span,), main=True)
    named = sorted({word for word in story.text.split() if word.startswith("#")})
    more = [CodedEvent(event_mention_id=f"{story.story_id}{word}", type="ASSAULT", triggers=(span,)) for word in named]
    fields = {name: getattr(story, name) for name in Story.__struct_fields__ if name != "schema"}
    return EnrichedStory(**fields, events=(main, *more))


def _misbehave(text: str, where: str) -> None:
    if f"{where} crashes" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if f"{where} hangs" in text:
        time.sleep(3600)
    if f"{where} eats memory" in text:
        bytearray(_TOO_MUCH_BYTES)  # pages that nobody touches take no room
    if f"{where} raises" in text:
        raise RuntimeError("as told")
    if f"{where} is slow" in text:
        time.sleep(0.05)
