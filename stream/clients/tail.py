"""Following channels: each message as one JSON line for programs, or as one readable line for people.

A record is printed as it stands on its channel. What is no JSON record (raw messages, dead letters, tombstones) is
printed in an envelope that says where it is and what its headers are; so is everything, when asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import orjson
from confluent_kafka import Message

from stream.channels import CHANNELS, Channel
from stream.clients.kafka import poll, reader
from stream.errors import SettingRefused
from stream.settings import Settings

SHOWN = [name for name, channel in CHANNELS.items() if not channel.internal and name != "raw"]
"""What is followed when no channel is named."""


class Tailed(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a channel."""

    channel: Channel
    partition: int
    offset: int
    timestamp_ms: int
    key: str | None
    headers: dict[str, str]
    value: bytes | None
    """None: a tombstone."""


def named(channels: Sequence[str], prefix: str) -> list[Channel]:
    """The channels of these names, with or without the prefix.

    Raises:
        SettingRefused: there is no such channel.
    """
    short = [name.removeprefix(prefix) for name in channels or SHOWN]
    if unknown := [name for name in short if name not in CHANNELS]:
        raise SettingRefused(f"no such channel; there are {', '.join(CHANNELS)}", setting="channel", value=", ".join(unknown))
    return [CHANNELS[name] for name in short]


def tail(
    settings: Settings,
    channels: Sequence[Channel],
    *,
    from_beginning: bool = False,
    limit: int | None = None,
    over: Callable[[], bool] = lambda: False,
) -> Iterator[Tailed]:
    """Messages of channels as they arrive.

    Args:
        settings: where from.
        channels: what to follow.
        from_beginning: what is there already, too.
        limit: end after so many messages.
        over: asked several times a second; True ends it.
    """
    by_topic = {channel.topic(settings.prefix): channel for channel in channels}
    seen = 0
    with reader(settings, channels, from_beginning=from_beginning) as consumer:
        while seen != limit and not over():
            if message := poll(settings, consumer):
                seen += 1
                yield tailed(message, by_topic)


def tailed(message: Message, by_topic: dict[str, Channel]) -> Tailed:
    """A Kafka message as we show it."""
    return Tailed(
        channel=by_topic[message.topic() or ""],
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp_ms=message.timestamp()[1],
        key=_text(message.key()),
        headers=_headers(message),
        value=_bytes(message.value()),
    )


def _headers(message: Message) -> dict[str, str]:
    pairs: Any = message.headers() or []  # pairs, which the binding does not say
    return {name: _text(value) or "" for name, value in pairs}


def _bytes(value: str | bytes | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _text(value: str | bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def json_line(message: Tailed, *, envelope: bool = False) -> bytes:
    """The message as one line of JSON."""
    record = message.channel.record != "bytes"
    if record and message.value is not None and not envelope:
        return message.value
    value = message.value if message.value is None or record else _text(message.value)
    outside = {
        "channel": message.channel.name,
        "partition": message.partition,
        "offset": message.offset,
        "timestamp_ms": message.timestamp_ms,
        "key": message.key,
        "headers": message.headers,
        "value": orjson.Fragment(value) if isinstance(value, bytes) else value,
    }
    return orjson.dumps(outside)
