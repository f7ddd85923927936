"""Redriving dead letters: the original bytes, key and headers back to the channel they came from.

The letters are read twice up to where they end now: first which there are, since one that failed again supersedes the one
before, then those that are sent. What fails again comes behind that end, so nothing is redriven twice in one go.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from confluent_kafka import Message, Producer

from stream.channels import DEAD_LETTER, INBOX, RAW
from stream.clients.inputs import Refused
from stream.clients.kafka import Deliveries, ends, poll, produce, producer, reader
from stream.errors import KafkaFailed, StoryRefused
from stream.settings import Settings

Place = tuple[int, int]
"""Partition and offset in the dead letters."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which letters; empty is all."""

    ids: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    since: datetime | None = None

    def takes(self, letter: "Letter") -> bool:
        """Whether a letter is chosen."""
        since = self.since and (self.since if self.since.tzinfo else self.since.replace(tzinfo=UTC))
        return (
            (not self.ids or letter.id in self.ids)
            and (not self.causes or letter.cause in self.causes)
            and (since is None or datetime.fromisoformat(letter.time) >= since)
        )


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter, as its `dl_…` headers describe it."""

    id: str
    cause: str
    error: str
    step: str
    channel: str
    partition: int
    offset: int
    received: int | None = None
    time: str
    attempt: int
    story_id: str = ""
    previous: str = ""
    size_bytes: int


def redrive(settings: Settings, choice: Choice, *, dry_run: bool = False) -> Iterator[Letter | Refused]:
    """Send the chosen letters back.

    Yields:
        Each letter when the brokers have confirmed it (or would be sent one), and those that cannot go back, with why.

    Raises:
        KafkaFailed: the brokers do not take one.
    """
    chosen = {place: letter for place, letter in _newest(settings).items() if choice.takes(letter)}
    if dry_run:
        yield from chosen.values()
        return
    client, done = producer(settings), Deliveries[Letter]()
    for place, message in _letters(settings):
        if place in chosen:
            refused = _send(settings, client, message, chosen[place], done)
            yield from [refused] if refused else []
        yield from done.so_far()
    yield from done.rest(settings, client)


def _newest(settings: Settings) -> dict[Place, Letter]:
    """The letters that are there, without those that were redriven and failed again."""
    letters = {place: letter for place, message in _letters(settings) if (letter := _described(message))}
    superseded = {letter.previous for letter in letters.values()}
    return {place: letter for place, letter in letters.items() if letter.id not in superseded}


def _letters(settings: Settings) -> Iterator[tuple[Place, Message]]:
    """All dead letters up to where they end now."""
    with reader(settings, [DEAD_LETTER], from_beginning=True) as consumer:
        bounds = {partition.partition: ends(consumer, partition) for partition in consumer.assignment()}
        behind = {number for number, (low, high) in bounds.items() if low < high}
        while behind:
            message = poll(settings, consumer)
            if message is None:  # the end may be gone: retention ends letters, too
                behind -= {
                    place.partition
                    for place in consumer.position(consumer.assignment())
                    if place.offset >= bounds[place.partition][1]
                }
                continue
            place = (message.partition() or 0, message.offset() or 0)
            if place[1] < bounds[place[0]][1]:
                yield place, message
            if place[1] >= bounds[place[0]][1] - 1:
                behind.discard(place[0])


def _described(message: Message) -> Letter | None:
    """The letter that a message is; None for what no worker of ours wrote."""
    pairs: Any = message.headers() or []
    fields = {
        name.removeprefix("dl_"): (value or b"").decode("utf-8", "replace") for name, value in pairs if name.startswith("dl_")
    }
    try:
        return msgspec.convert({**fields, "size_bytes": len(message.value() or b"")}, Letter, strict=False)
    except msgspec.ValidationError:
        return None


def _send(settings: Settings, client: Producer, message: Message, letter: Letter, done: Deliveries[Letter]) -> Refused | None:
    if letter.channel not in (RAW.topic(settings.prefix), INBOX.topic(settings.prefix)):
        return Refused(source=letter.id, error=StoryRefused("from a channel that is not ours", channel=letter.channel))
    if letter.cause == "too-large" and not message.value():
        return Refused(source=letter.id, error=StoryRefused("only a pointer: read the message itself at its offset"))

    def delivered(error: Any, _: Any) -> None:
        done.add(letter if error is None else KafkaFailed(error.str(), brokers=settings.brokers, letter=letter.id))

    produce(
        client,
        letter.channel,
        key=message.key(),
        value=message.value(),
        headers=message.headers() or [],
        timestamp=letter.received or 0,
        on_delivery=delivered,
    )
    return None
