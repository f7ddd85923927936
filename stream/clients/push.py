"""Producing raw messages: bytes unchanged, keyed so that the revisions of a story keep their order."""

import hashlib
import mimetypes
from collections.abc import Iterable, Iterator
from functools import partial

import msgspec
from confluent_kafka import KafkaError, Message, Producer

from stream import wire
from stream.channels import RAW
from stream.clients.inputs import Raw, Refused
from stream.clients.kafka import Deliveries, produce, producer, require
from stream.errors import HostileStory, KafkaFailed
from stream.settings import Settings

# Said by the format where the file's name says nothing; the formats that are no media type of their own stay unnamed.
_CONTENT_TYPES = {
    "ninjs": "application/json",
    "newsml1": "application/xml",
    "newsmlg2": "application/xml",
    "nitf": "application/xml",
    "rss": "application/xml",
    "plain": "text/plain",
}
_TOO_LARGE = (KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE)


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """One message that the brokers have confirmed."""

    source: str
    size_bytes: int


def push(
    settings: Settings, messages: Iterable[Raw | Refused], *, provider: str | None = None, content_type: str | None = None
) -> Iterator[Pushed | Refused]:
    """Send messages to `raw`, and say of each that it was confirmed or why not, in the order that is found out.

    Args:
        settings: where to.
        messages: what to send; those refused already are passed on.
        provider: the agency, where the messages do not say.
        content_type: of the messages, where it is known better than from names and contents.

    Raises:
        KafkaFailed: the brokers do not take a message; what was confirmed before has been said.
    """
    done = Deliveries[Pushed | Refused]()
    require(settings, [RAW])
    client = producer(settings)
    for message in messages:
        if isinstance(message, Refused):
            done.add(message)
        else:
            _send(client, settings, message, provider, content_type, done)
        yield from done.so_far()
    yield from done.rest(settings, client)


def _send(
    client: Producer,
    settings: Settings,
    message: Raw,
    provider: str | None,
    content_type: str | None,
    done: Deliveries[Pushed | Refused],
) -> None:
    key, headers = address(message, provider=provider, content_type=content_type)
    on_delivery = partial(_delivered, message, settings, done)
    topic = RAW.topic(settings.prefix)
    produce(client, topic, value=message.data, key=key, headers=list(headers.items()), on_delivery=on_delivery)


def _delivered(
    message: Raw, settings: Settings, done: Deliveries[Pushed | Refused], error: KafkaError | None, _: Message
) -> None:
    if error is None:
        done.add(Pushed(source=message.source, size_bytes=len(message.data)))
    elif error.code() in _TOO_LARGE:
        done.add(Refused(source=message.source, error=HostileStory("larger than the channel takes")))
    else:
        done.add(KafkaFailed(error.str(), brokers=settings.brokers, source=message.source))


def address(message: Raw, *, provider: str | None = None, content_type: str | None = None) -> tuple[bytes, dict[str, bytes]]:
    """The key and headers of a raw message.

    The key names provider and story, so that all revisions of a story come to one partition, in order; a message that
    no parser understands is keyed by its digest, and finds its end in the dead letters.
    """
    guessed = content_type or (None if message.line else mimetypes.guess_type(message.filename or "")[0])
    try:
        story = wire.parse(message.data, content_type=guessed, filename=message.filename, provider=provider).stories[0]
    except Exception:  # whatever a parser does on foreign bytes: the worker says what is wrong with them, once
        key, known = hashlib.sha256(message.data).hexdigest(), None
    else:
        key, known = f"{story.provider or ''}:{story.story_id}", story.provider
        guessed = guessed or _CONTENT_TYPES.get(story.format)
    headers = {"content-type": guessed, "provider": provider or known, "filename": message.filename}
    return key.encode(), {name: value.encode() for name, value in headers.items() if value}
