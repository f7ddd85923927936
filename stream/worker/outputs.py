"""Records as Kafka messages: their keys, values and CloudEvents headers.

All of it derives from the story alone, byte for byte, so that a replay overwrites each record with itself. `ce_id`
digests the value; `ce_time` is the story's own time and is left out where the wire gives no instant (a date, or a time
without a zone), since neither Kafka's time nor the clock stands in for it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

import msgspec

from stream.channels import ENRICHED, EVENT_MENTIONS, INBOX, STORIES, Channel
from stream.records import EnrichedStory, EventMention, encode, event_mentions
from stream.story import Story
from stream.worker.lifecycle import Notice
from stream.worker.messages import Outgoing

RECEIVED = "received"
"""Header of the inbox: when the raw message reached Kafka, in milliseconds since 1970."""

_SOURCE = b"wirestream"
_DELETED = b"\0deleted"


def inbox(story: Story, received_ms: int, traceparent: str | None) -> Outgoing:
    """A parsed story on its way to the analysis."""
    return _received(_message(INBOX, story, story.story_id, story, traceparent), received_ms)


def notices(story: Story, received_ms: int, traceparent: str | None) -> list[Outgoing]:
    """Word to the stories that this one corrects or replaces, which another worker may own: their records go."""
    others = dict.fromkeys(other for other in (story.corrects, story.replaces) if other and other != story.story_id)
    messages = [_message(INBOX, story, other, _notice(story, other), traceparent) for other in others]
    return [_received(message, received_ms) for message in messages]


def _received(message: Outgoing, received_ms: int) -> Outgoing:
    return msgspec.structs.replace(message, headers=[*message.headers, (RECEIVED, str(received_ms).encode())])


def forgetting(story_id: str, now_ms: int) -> Outgoing:
    """Word of the operator that a story is to be forgotten."""
    notice = Notice(story_id=story_id)
    headers = [("ce_type", f"wirestream.{notice.schema}".encode()), (RECEIVED, str(now_ms).encode())]
    return Outgoing(INBOX.name, story_id.encode(), encode(notice), headers)


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


def retraction(bare: Story, traceparent: str | None) -> list[Outgoing]:
    """What takes a story back: a retracted record, then a tombstone, for the story and its analysis.

    Args:
        bare: who and which revision, and nothing of the text.
    """
    enriched = EnrichedStory(**{name: getattr(bare, name) for name in Story.__struct_fields__ if name != "schema"})
    records: tuple[tuple[Channel, Story], ...] = ((STORIES, bare), (ENRICHED, enriched))
    return [message for channel, record in records for message in _gone(channel, bare, bare.story_id, record, traceparent)]


def mention_retractions(bare: Story, mentions: Mapping[str, str], traceparent: str | None) -> list[Outgoing]:
    """What takes event mentions back.

    Args:
        bare: the revision that no longer has them.
        mentions: their keys and types.
    """
    return [
        message
        for key, type_ in mentions.items()
        for message in _gone(EVENT_MENTIONS, bare, key, _bare_mention(bare, key, type_), traceparent)
    ]


def _bare_mention(bare: Story, key: str, type_: str) -> EventMention:
    return EventMention(
        event_mention_id=key,
        type=type_,
        record_status="retracted",
        story_id=bare.story_id,
        revision=bare.revision,
        text_sha256=bare.text_sha256,
        provider=bare.provider,
        published=bare.published,
    )


def _gone(
    channel: Channel, bare: Story, key: str, record: Story | EventMention, traceparent: str | None
) -> tuple[Outgoing, Outgoing]:
    return (
        _message(channel, bare, key, record, traceparent),
        _message(channel, bare, key, record, traceparent, tombstone=True),
    )


def _notice(story: Story, other: str) -> Notice:
    return Notice(
        story_id=other,
        by=story.story_id,
        format=story.format,
        provider=story.provider,
        published=story.published,
        modified=story.modified,
    )


def _message(
    channel: Channel,
    story: Story,
    key: str,
    record: Story | EventMention | Notice,
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
