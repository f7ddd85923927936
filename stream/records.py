"""What is published: the records, built from an Analysis. `schemas/` is generated from these structs.

Within a record version changes are additive. Keys and content derive from the story alone, so that a replay
overwrites a record with itself.
"""

from typing import TYPE_CHECKING

import msgspec

from stream.analysis.findings import CodedEvent, Entity, Quote, Topic
from stream.story import ProducedBy, RecordStatus, Story

if TYPE_CHECKING:  # the worker reads records without spaCy
    from stream.analysis.annotations import Analysis


class EnrichedStory(Story, frozen=True, kw_only=True):
    """A story with what the analysis found in it."""

    schema: str = "enriched-story/1"
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = ()
    """Roots and deeper topics; the best root is the main topic."""
    quotes: tuple[Quote, ...] = ()
    events: tuple[CodedEvent, ...] = ()
    steps: dict[str, str] = msgspec.field(default_factory=dict)
    """Step → "ok", "no language pack", or the error. A part whose step failed is empty."""


class EventMention(CodedEvent, frozen=True, kw_only=True):
    """An event as one story reports it."""

    schema: str = "event-mention/1"
    record_status: RecordStatus = "live"
    produced_by: ProducedBy = ProducedBy()
    story_id: str
    revision: int
    text_sha256: str
    """Of the story text that the offsets count in."""
    provider: str | None = None
    language: str | None = None
    published: str | None = None


def enriched_story(analysis: "Analysis") -> EnrichedStory:
    """The EnrichedStory record of an analysed story."""
    story = {name: getattr(analysis.story, name) for name in Story.__struct_fields__ if name not in ("schema", "produced_by")}
    return EnrichedStory(
        **story,
        produced_by=analysis.produced_by,
        entities=analysis.entities,
        topics=analysis.topics,
        quotes=analysis.quotes,
        events=analysis.events,
        steps=analysis.steps,
    )


def event_mentions(record: EnrichedStory) -> list[EventMention]:
    """The EventMention records of an enriched story, in the order of its events."""
    return [
        EventMention(
            **{name: getattr(event, name) for name in CodedEvent.__struct_fields__},
            produced_by=record.produced_by,
            story_id=record.story_id,
            revision=record.revision,
            text_sha256=record.text_sha256,
            provider=record.provider,
            language=record.language,
            published=record.published,
        )
        for event in record.events
    ]


encode = msgspec.json.encode
"""A record as JSON bytes (UTF-8)."""
