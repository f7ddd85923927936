"""The channels: the Kafka topics that wirestream reads and writes, what each carries and how long it is kept."""

from typing import Literal

import msgspec

from stream.settings import Settings

DAY_S = 24 * 3600

# Room for a raw record's key, headers and batch frame beside the value that max_raw_bytes limits.
FRAME_BYTES = 4096


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A Kafka topic."""

    name: str
    """Without the prefix."""
    key: str
    """What its records are keyed by."""
    record: str
    """What a value is: `bytes`, or the name of a record."""
    what: str
    """One line for people."""
    cleanup: Literal["delete", "compact"]
    retention_s: int
    """How long a record is kept, in seconds; of a compacted channel: how long a tombstone is."""
    internal: bool = False
    """Between the worker's own agents, no interface for others."""
    raw: bool = False
    """Its records are limited by `max_raw_bytes`, not by `max_record_bytes`."""
    compaction_lag_s: int = 0
    """Seconds before a record may be compacted away."""

    def topic(self, prefix: str) -> str:
        """The Kafka topic's name."""
        return prefix + self.name

    def max_bytes(self, settings: Settings) -> int:
        """The largest record batch the topic takes."""
        return settings.max_raw_bytes + FRAME_BYTES if self.raw else settings.max_record_bytes

    def config(self, settings: Settings) -> dict[str, str]:
        """The topic's configuration as Kafka writes it."""
        kept = "delete.retention.ms" if self.cleanup == "compact" else "retention.ms"
        lag = {"min.compaction.lag.ms": str(self.compaction_lag_s * 1000)} if self.compaction_lag_s else {}
        if self.cleanup == "compact":  # what was taken back is gone from the log after a day, too
            lag |= {"max.compaction.lag.ms": str(DAY_S * 1000)}
        return {
            "cleanup.policy": self.cleanup,
            kept: str(self.retention_s * 1000),
            "max.message.bytes": str(self.max_bytes(settings)),
            "min.insync.replicas": str(settings.min_insync),
            **lag,
        }


RAW = Channel(
    name="raw",
    key="any; one a story keeps its revisions in order",
    record="bytes",
    what="wire messages as the producer sent them, any format",
    cleanup="delete",
    retention_s=7 * DAY_S,
    raw=True,
)
INBOX = Channel(
    name="inbox",
    key="story_id",
    record="Story or Notice",
    what="stories as parsed, embargoed ones too, and notices that take a story back",
    cleanup="delete",
    retention_s=7 * DAY_S,
    internal=True,
)
STATE = Channel(
    name="state",
    key="story_id",
    record="StoryState",
    what="what the worker knows of a story: the revision that stands, its records, embargo, kill",
    cleanup="compact",
    retention_s=7 * DAY_S,
    internal=True,
    # A worker that was frozen may write late, over a good value: the owner must see both.
    compaction_lag_s=10 * 60,
)
STORIES = Channel(
    name="stories",
    key="story_id",
    record="Story",
    what="the newest released revision of each story",
    cleanup="compact",
    retention_s=7 * DAY_S,
)
ENRICHED = Channel(
    name="enriched",
    key="story_id",
    record="EnrichedStory",
    what="the same with entities, topics, quotes and events",
    cleanup="compact",
    retention_s=7 * DAY_S,
)
EVENT_MENTIONS = Channel(
    name="event-mentions",
    key="event_mention_id",
    record="EventMention",
    what="events, each as one story reports it",
    cleanup="compact",
    retention_s=7 * DAY_S,
)
DEAD_LETTER = Channel(
    name="dead-letter",
    key="the original key",
    record="bytes",
    what="what could not be processed: original bytes and headers, and why in `dl_…` headers",
    cleanup="delete",
    retention_s=30 * DAY_S,
)

CHANNELS: dict[str, Channel] = {
    channel.name: channel for channel in (RAW, INBOX, STATE, STORIES, ENRICHED, EVENT_MENTIONS, DEAD_LETTER)
}
"""Name → channel, in the order data flows through them."""


def kept(channel: Channel) -> str:
    """How long records stay, in words."""
    days = f"{channel.retention_s // DAY_S} days"
    return f"newest a key, tombstones {days}" if channel.cleanup == "compact" else days


def markdown(prefix: str = "wire.") -> str:
    """The channels as a Markdown table."""
    rows = ["| channel | key | value | what | kept |", "|---|---|---|---|---|"]
    for channel in CHANNELS.values():
        name = f"`{channel.topic(prefix)}`" + (" (internal)" if channel.internal else "")
        rows.append(f"| {name} | {channel.key} | {channel.record} | {channel.what} | {kept(channel)} |")
    return "\n".join(rows)
