"""Records as Kafka messages: their keys, values and CloudEvents headers.

All of it derives from the story alone, byte for byte, so that a replay overwrites each record with itself. `ce_id`
digests the value; `ce_time` is the story's own time and is left out where the wire gives no instant (a date, or a time
without a zone), since neither Kafka's time nor the clock stands in for it.
"""

import hashlib
from datetime import datetime

from stream.channels import ENRICHED, EVENT_MENTIONS, INBOX, STORIES, Channel
from stream.records import EnrichedStory, EventMention, encode, event_mentions
from stream.story import Story
from stream.worker.messages import Outgoing

_SOURCE = b"wirestream"
_DELETED = b"\0deleted"


def inbox(story: Story, traceparent: str | None) -> Outgoing:
    """A parsed story on its way to the analysis."""
    return _message(INBOX, story, story.story_id, story, traceparent)


def publication(story: Story, enriched: EnrichedStory, traceparent: str | None) -> list[Outgoing]:
    """All records of a released story."""
    mentions = [
        _message(EVENT_MENTIONS, story, mention.event_mention_id, mention, traceparent) for mention in event_mentions(enriched)
    ]
    return [
        _message(STORIES, story, story.story_id, story, traceparent),
        _message(ENRICHED, story, story.story_id, enriched, traceparent),
        *mentions,
    ]


def retraction(story: Story, traceparent: str | None) -> list[Outgoing]:
    """What takes a killed or withheld story back: a retracted record, then a tombstone, for the story and its analysis.

    The records carry who and which revision, none of the text: nobody may read it any more.
    """
    bare = _bare(story)
    enriched = EnrichedStory(**{name: getattr(bare, name) for name in Story.__struct_fields__ if name != "schema"})
    return [
        message
        for channel, record in ((STORIES, bare), (ENRICHED, enriched))
        for message in (
            _message(channel, story, story.story_id, record, traceparent),
            _message(channel, story, story.story_id, record, traceparent, tombstone=True),
        )
    ]


def _bare(story: Story) -> Story:
    kept = ("story_id", "revision", "version", "format", "kind", "provider", "published", "modified", "zone_missing", "status")
    return Story(record_status="retracted", **{name: getattr(story, name) for name in kept})


def _message(
    channel: Channel,
    story: Story,
    key: str,
    record: Story | EventMention,
    traceparent: str | None,
    *,
    tombstone: bool = False,
) -> Outgoing:
    value = encode(record)
    digest = hashlib.sha256(value + _DELETED if tombstone else value).hexdigest()
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", digest[:32].encode()),
        ("ce_source", _SOURCE),
        ("ce_type", f"wirestream.{record.schema}".encode()),
    ]
    headers += [("ce_time", time.encode()) for time in [_instant(story)] if time]
    headers += [("content-type", b"application/json")]
    headers += [("traceparent", traceparent.encode())] if traceparent else []
    return Outgoing(channel.name, key.encode(), None if tombstone else value, headers)


def _instant(story: Story) -> str | None:
    """The revision's time as RFC 3339, which CloudEvents asks for; None where the story does not give one."""
    for text in (story.modified, story.published):
        if text and "T" in text:
            try:
                time = datetime.fromisoformat(text)
            except ValueError:
                continue
            if time.tzinfo is not None:
                return time.isoformat()
    return None
