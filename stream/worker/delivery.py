"""What came of a message, on its way to the brokers: its outputs, or a dead letter, and the wait until they have them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from faust.types import Message

from stream import metrics
from stream.errors import RecordTooLarge
from stream.worker.dead_letters import dead_letter, without_content
from stream.worker.messages import Failure, Outgoing, Received
from stream.worker.publisher import Publisher

log = structlog.get_logger(__name__)

Confirmations = Sequence["asyncio.Future[Any]"]


def received(message: Message) -> Received:
    """A Faust message as the struct that dead letters are made of."""
    pairs = message.headers.items() if isinstance(message.headers, Mapping) else message.headers or []
    headers = [(name, value or b"") for name, value in cast("Iterable[tuple[str, bytes | None]]", pairs)]
    time_ms = round(message.timestamp * 1000)
    return Received(message.topic, message.partition, message.offset, message.key, message.value, headers, time_ms)


class Delivery:
    """Sends what came of messages and waits for the brokers; what does not fit a channel becomes a dead letter."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def misfit(self, outputs: Iterable[Outgoing]) -> Failure | None:
        """Why the outputs cannot be sent, if they cannot."""
        try:
            self._publisher.check(outputs)
        except RecordTooLarge as error:
            return Failure(error.cause, str(error), "publish")
        return None

    async def send(self, source: Received, outputs: Iterable[Outgoing], failure: Failure | None = None) -> Confirmations:
        """Put outputs, and a dead letter if there is a failure, into the producer's buffer."""
        letters = [self._letter(source, failure)] if failure else []
        return [asyncio.ensure_future(await self._publisher.send(each)) for each in (*outputs, *letters)]

    async def confirm(self, source: Received, confirmations: Confirmations) -> None:
        """Wait until the brokers have everything; what they find too large becomes a dead letter."""
        results = await asyncio.gather(*confirmations, return_exceptions=True)
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, RecordTooLarge):
                raise error
        if errors:
            letter = without_content(self._letter(source, Failure(RecordTooLarge.cause, str(errors[0]), "publish")))
            await (await self._publisher.send(letter))

    def _letter(self, source: Received, failure: Failure) -> Outgoing:
        letter = dead_letter(source, failure, datetime.now(UTC))
        metrics.DEAD_LETTERS.labels(channel=source.topic, cause=failure.cause).inc()
        log.warning(
            "dead letter",
            cause=failure.cause,
            error=failure.error,
            step=failure.step,
            story_id=failure.story_id,
            channel=source.topic,
            partition=source.partition,
            offset=source.offset,
        )
        return without_content(letter) if self.misfit([letter]) else letter
