"""Sends messages and says when the brokers have them.

A send that fails is only a warning in Faust's log unless its future is awaited: whoever sends here awaits what it gets.
"""

from collections.abc import Awaitable, Iterable
from typing import Any

import faust
from aiokafka.errors import MessageSizeTooLargeError

from stream import metrics
from stream.channels import CHANNELS, DEAD_LETTER
from stream.errors import RecordTooLarge
from stream.settings import Settings
from stream.worker.messages import Outgoing

# A dead letter is as much larger than the message in it; so every message that goes in must leave this room.
DEAD_LETTER_ROOM = 64 * 1024


class Publisher:
    """Sends to the channels, under the prefix and size limits of the settings."""

    def __init__(self, app: faust.App, settings: Settings) -> None:
        self._app = app
        self._topics = {name: channel.topic(settings.prefix) for name, channel in CHANNELS.items()}
        self._limits = {name: channel.max_bytes(settings) - DEAD_LETTER_ROOM for name, channel in CHANNELS.items()}
        self._limits[DEAD_LETTER.name] += DEAD_LETTER_ROOM

    def check(self, messages: Iterable[Outgoing]) -> None:
        """Raise RecordTooLarge for the first message that its channel would refuse."""
        for message in messages:
            limit = self._limits[message.channel]
            if message.size_bytes > limit:
                raise RecordTooLarge(
                    "record over its channel's limit",
                    channel=self._topics[message.channel],
                    size_bytes=message.size_bytes,
                    limit_bytes=limit,
                )

    async def send(self, message: Outgoing, *, partition: int | None = None) -> Awaitable[Any]:
        """Put the message into the producer's buffer; awaiting the result gives its place once the brokers have it.

        Args:
            partition: where it belongs; None: where its key sends it.
        """
        confirmation = await self._app.producer.send(
            self._topics[message.channel],
            key=message.key,
            value=message.value,
            partition=partition,
            timestamp=None,
            headers=message.headers,
        )
        return _confirmed(confirmation, message, self._topics[message.channel])


async def _confirmed(confirmation: Awaitable[Any], message: Outgoing, topic: str) -> Any:
    try:
        place = await confirmation
    except MessageSizeTooLargeError as error:
        raise RecordTooLarge("the broker refused the record's size", channel=topic, size_bytes=message.size_bytes) from error
    metrics.RECORDS_OUT.labels(channel=message.channel).inc()
    return place
