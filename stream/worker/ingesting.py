"""What happens to raw messages: parsed in a slot, and on to the inbox or the dead letters."""

from collections.abc import Sequence

import msgspec

from stream import metrics
from stream.worker.delivery import Delivery, received
from stream.worker.messages import ERROR_CHARACTERS, Failure, Incoming, Outcome
from stream.worker.stage import Event, Item


class Ingest:
    """Turns raw messages into messages of the inbox."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    async def admit(self, event: Event) -> Item:
        """Every raw message goes to a slot."""
        source = received(event.message)
        metrics.MESSAGES_IN.labels(channel=source.topic).inc()
        headers = {name: value.decode("utf-8", "replace") for name, value in source.headers}
        return Item(event=event, source=source, incoming=Incoming(source.value, headers, source.time_ms))

    async def settle(self, items: Sequence[Item], outcomes: Sequence[Outcome]) -> list[bool]:
        """Send what came of each, and wait for the brokers; all of them are done then."""
        sent = []
        for item, outcome in zip(items, outcomes, strict=True):
            misfits = [self._delivery.misfit([output]) for output in outcome.outputs]
            fitting = [output for output, misfit in zip(outcome.outputs, misfits, strict=True) if misfit is None]
            failures = [failure for failure in (outcome.failure, *misfits) if failure]
            sent.append(await self._delivery.send(item.source, fitting, _joined(failures)))
        for item, confirmations in zip(items, sent, strict=True):
            await self._delivery.confirm(item.source, confirmations)
        return [True] * len(items)


def _joined(failures: Sequence[Failure]) -> Failure | None:
    """One failure for all the bad stories of a message; the cause is the first one's."""
    if not failures:
        return None
    return msgspec.structs.replace(failures[0], error="; ".join(failure.error for failure in failures)[:ERROR_CHARACTERS])
