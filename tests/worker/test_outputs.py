"""Keys, values and headers of the records."""

import msgspec
import pytest

from stream.records import EnrichedStory, EventMention
from stream.story import Story
from stream.worker import outputs
from tests.worker.fakes import enrich

STORY = Story(story_id="é/1", format="plain", published="2026-11-23T10:00:00+01:00")


def _headers(story: Story) -> dict[str, bytes]:
    return dict(outputs.inbox(story, 0, None).headers)


@pytest.mark.parametrize(
    ("published", "modified", "time"),
    [
        ("2026-11-23T10:00:00+01:00", None, b"2026-11-23T10:00:00+01:00"),
        ("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z", b"2026-11-23T11:00:00+00:00"),
        ("2026-11-23T10:00:00Z", "2026-11-23", b"2026-11-23T10:00:00+00:00"),
        ("2026-11-23T10:00:00", None, None),
        ("2026-11", None, None),
        (None, None, None),
    ],
)
def test_event_time_is_an_instant_of_the_story(published: str | None, modified: str | None, time: bytes | None) -> None:
    story = msgspec.structs.replace(STORY, published=published, modified=modified)

    assert _headers(story).get("ce_time") == time


def test_trace_is_passed_on() -> None:
    assert dict(outputs.inbox(STORY, 0, "00-1-2-01").headers)["traceparent"] == b"00-1-2-01"


def test_same_story_gives_the_same_messages() -> None:
    (enriched,) = enrich([STORY])

    assert outputs.publication(STORY, enriched, None) == outputs.publication(STORY, enriched, None)


def test_event_ids_differ_from_each_other() -> None:
    (enriched,) = enrich([STORY])
    messages = [
        *outputs.publication(STORY, enriched, None),
        *outputs.retraction(msgspec.structs.replace(STORY, record_status="retracted"), None),
    ]

    assert len({dict(message.headers)["ce_id"] for message in messages}) == len(messages)


def test_records_are_keyed_by_what_they_are_about() -> None:
    (enriched,) = enrich([STORY])

    keys = [(message.channel, message.key) for message in outputs.publication(STORY, enriched, None)]

    assert keys == [("stories", "é/1".encode()), ("enriched", "é/1".encode()), ("event-mentions", "é/1#1".encode())]


def test_retracted_records_are_valid_records() -> None:
    story, _, enriched, _ = outputs.retraction(msgspec.structs.replace(STORY, record_status="retracted"), None)

    assert msgspec.json.decode(story.value or b"", type=Story).record_status == "retracted"
    record = msgspec.json.decode(enriched.value or b"", type=EnrichedStory)
    assert (record.record_status, record.story_id, record.schema) == ("retracted", "é/1", "enriched-story/1")


def test_retracted_mention_says_whose_it_was_and_of_what_type() -> None:
    record, tombstone = outputs.mention_retractions(STORY, {"é/1#2": "ASSAULT"}, None)

    mention = msgspec.json.decode(record.value or b"", type=EventMention)
    assert (mention.record_status, mention.story_id, mention.type) == ("retracted", "é/1", "ASSAULT")
    assert (tombstone.key, tombstone.value) == (record.key, None)
