"""What happens to the inbox: stories are analysed, and released, held, replaced or taken back as their lives go.

Order is what safety rests on: outputs confirmed, then state, then the acknowledgement. After a crash between the first two
the message comes again, meets the state it met before, and writes the same records once more. After one between the last
two it is known by its offset as a replay, if it changed what is known; else it is decided once more, with the same end.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog

from stream import metrics
from stream.channels import INBOX
from stream.settings import Settings
from stream.story import Story
from stream.worker import lifecycle
from stream.worker.arrivals import arrival
from stream.worker.delivery import Confirmations, Delivery, received
from stream.worker.effects import Arrival, Effects, decision_on, effects
from stream.worker.embargoes import Embargoes, Place
from stream.worker.lifecycle import NOTHING_KNOWN, Notice, StoryState
from stream.worker.messages import Failure, Incoming, Outcome, Outgoing, Received
from stream.worker.slots import Slots
from stream.worker.stage import Event, Item
from stream.worker.state import OnRestore, Partition, StoryStates

log = structlog.get_logger(__name__)

_SWEEP_EVERY_S = 3600.0
_DAY_MS = 24 * 3600 * 1000
# A release that met a rebalance is tried again after so long.
_AGAIN_AFTER_S = 1.0
_HELD = b'"held":'

_encode = msgspec.json.encode
_decode_state = msgspec.json.Decoder(StoryState).decode
_decode_story = msgspec.json.Decoder(Story).decode


class StoryItem(Item, frozen=True, kw_only=True):
    """A message of the inbox on its way through the stage."""

    partition: Partition
    arrival: Arrival | None = None
    """None for a replay, and where there is a failure."""
    failure: Failure | None = None

    @property
    def key(self) -> bytes:
        """Its key in the state."""
        return self.arrival.message.story_id.encode() if self.arrival else self.source.key or b""

    @property
    def place(self) -> Place:
        return self.partition.number, self.key


States = dict[Place, tuple[Partition, int, StoryState]]
"""Place → the partition, the inbox offset and the state, of what a batch has changed so far."""


class Release:
    """Turns messages of the inbox into published records."""

    def __init__(
        self, open_states: Callable[[OnRestore], StoryStates], slots: Slots, delivery: Delivery, settings: Settings
    ) -> None:
        """
        Args:
            open_states: makes the states, given what to call with each partition that is restored.
            slots: for what turns out late to need an analysis.
        """
        self.states = open_states(self._restored)
        self._embargoes = Embargoes()
        self._slots = slots
        self._delivery = delivery
        self._settings = settings
        self._in_flight: Counter[Place] = Counter()
        self._settling = asyncio.Lock()

    async def admit(self, event: Event) -> Item | None:
        """Decode a message; a slot gets it only if it may have to be published."""
        partition = await self.states.partition_of(event.message)
        if partition is None:
            return None
        source = received(event.message)
        metrics.MESSAGES_IN.labels(channel=source.topic).inc()
        known = partition.entries.get(source.key or b"")
        if known and source.offset <= known.offset:
            return self._taken_in(StoryItem(event=event, source=source, incoming=None, partition=partition))
        arrived = arrival(source)
        if isinstance(arrived, Failure):
            return self._taken_in(StoryItem(event=event, source=source, incoming=None, partition=partition, failure=arrived))
        incoming = self._for_slot(partition, arrived)
        return self._taken_in(StoryItem(event=event, source=source, incoming=incoming, partition=partition, arrival=arrived))

    async def settle(self, items: Sequence[StoryItem], outcomes: Sequence[Outcome]) -> list[bool]:
        """Do what each message asks for, wait for the brokers, then remember it; which messages are done."""
        async with self._settling:
            changed: States = {}
            sent = [await self._act(item, outcome, changed) for item, outcome in zip(items, outcomes, strict=True)]
            for item, confirmations in zip(items, sent, strict=True):
                if confirmations is not None:
                    await self._delivery.confirm(item.source, confirmations)
            await self._remember(changed)
        self._in_flight -= Counter(item.place for item in items)
        return [confirmations is not None for confirmations in sent]

    async def keep_embargoes(self, put: Callable[[Item], Awaitable[None]]) -> None:
        """Bring up held stories when their time has come; runs until cancelled.

        Args:
            put: sends an item through the stage.
        """

        async def bring_up(place: Place) -> None:
            if item := await self._held(place):
                await put(self._taken_in(item))

        await self._embargoes.run(bring_up)

    async def sweep(self) -> None:
        """Forget stories of which nothing came for `state_days`; runs until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            async with self._settling:
                for partition in [each for each in self.states.partitions.values() if self.states.current(each)]:
                    await self.states.put(partition, self._expired(partition))

    def _expired(self, partition: Partition) -> list[Outgoing]:
        before_ms = round(time.time() * 1000) - self._settings.state_days * _DAY_MS
        return [
            self.states.record(key, None, entry.offset)
            for key, entry in partition.entries.items()
            if not self._in_flight[partition.number, key] and lifecycle.expired(_decode_state(entry.value), before_ms)
        ]

    def _restored(self, partition: Partition) -> None:
        """Take up the embargoes of a partition that was restored."""
        self._embargoes.drop_partitions(set(self.states.partitions))
        for key, entry in partition.entries.items():
            if _HELD in entry.value and (held := _decode_state(entry.value).held):
                self._embargoes.add((partition.number, key), held.until)

    def _taken_in(self, item: StoryItem) -> StoryItem:
        self._in_flight[item.place] += 1
        return item

    def _for_slot(self, partition: Partition, arrived: Arrival) -> Incoming | None:
        """What a slot is to analyse: nothing when it is sure that nothing will be published.

        With an earlier message of the story under way it is not sure.
        """
        if isinstance(arrived.message, Notice):
            return None
        key = arrived.message.story_id.encode()
        busy = self._in_flight[partition.number, key] > 0 and arrived.message.status == "usable"
        if busy or decision_on(_state_of(partition, key), arrived).action == "publish":
            return Incoming(arrived.value, dict(arrived.headers))
        return None

    async def _act(self, item: StoryItem, outcome: Outcome, changed: States) -> Confirmations | None:
        """Send what a message asks for; None when its partition has gone to another worker."""
        if not await self._owned(item):
            return None
        if item.arrival is None:
            return await self._delivery.send(item.source, (), _named(item.failure, item))
        state = self._known(item, changed)
        if item.event is None and (state.held is None or state.held.order != item.arrival.order):
            return []  # held no more: something newer came while it was on its way
        outcome = await self._analysed(item, item.arrival, state, outcome)
        done, failure = self._done(item, item.arrival, state, outcome)
        after = done.state if done else lifecycle.unheld(state, item.arrival.order)
        if after is not state:
            changed[item.place] = (item.partition, self._offset(item, changed), after)
        return await self._delivery.send(item.source, done.outputs if done else (), _named(failure, item))

    async def _owned(self, item: StoryItem) -> bool:
        """Whether a message's partition is still ours; a state that somebody else wrote to is read again."""
        if self.states.current(item.partition):
            return True
        if item.event is None:
            self._embargoes.add(item.place, time.time() + _AGAIN_AFTER_S)
            return False
        # In one generation nobody would deliver the message again: it must not be left lying.
        return await self.states.partition_of(item.event.message) is item.partition

    async def _analysed(self, item: StoryItem, arrived: Arrival, state: StoryState, outcome: Outcome) -> Outcome:
        """The analysis of a message, done now if it was not thought to be needed; none where nothing is to be published."""
        if decision_on(state, arrived).action != "publish":
            return Outcome()
        if outcome.outputs or outcome.failure:
            return outcome
        log.info("analysed late", story_id=item.key.decode("utf-8", "replace"))
        return (await self._slots.run("enrich", [Incoming(arrived.value, dict(arrived.headers))]))[0]

    def _done(
        self, item: StoryItem, arrived: Arrival, state: StoryState, outcome: Outcome
    ) -> tuple[Effects | None, Failure | None]:
        """What a message does, or why it cannot be done."""
        if outcome.failure:
            return None, outcome.failure
        done = effects(state, arrived, outcome.outputs)
        record = self.states.record(item.key, _encode(done.state), item.source.offset)
        if misfit := self._delivery.misfit([*done.outputs, record]):
            return None, misfit
        _note(item, done)
        return done, None

    def _offset(self, item: StoryItem, changed: States) -> int:
        """The inbox offset up to which the state of a message's story is known once it is done."""
        entry = item.partition.entries.get(item.key)
        before = changed[item.place][1] if item.place in changed else entry.offset if entry else item.source.offset
        return max(before, item.source.offset)

    def _known(self, item: StoryItem, changed: States) -> StoryState:
        """What is known of a message's story, the batch's earlier messages included."""
        if item.place in changed:
            return changed[item.place][2]
        return _state_of(item.partition, item.key)

    async def _remember(self, changed: States) -> None:
        for partition in {partition.number: partition for partition, _, _ in changed.values()}.values():
            records = [
                self.states.record(key, _encode(state), offset)
                for (number, key), (_, offset, state) in changed.items()
                if number == partition.number
            ]
            await self.states.put(partition, records)
        for place, (_, _, state) in changed.items():
            if state.held:
                self._embargoes.add(place, state.held.until)
            else:
                self._embargoes.drop(place)

    async def _held(self, place: Place) -> StoryItem | None:
        """A held story on its way through the stage; None when it is held no more."""
        number, key = place
        partition = await self.states.owned(number)
        held = _state_of(partition, key).held if partition else None
        if partition is None or held is None:
            return None
        arrived = Arrival(
            message=_decode_story(held.story),
            value=bytes(held.story),
            order=held.order,
            now=time.time(),
            offset=held.offset,
            headers=tuple(held.headers),
        )
        headers = [(name, text.encode()) for name, text in held.headers]
        topic, time_ms = INBOX.topic(self._settings.prefix), held.order.received_ms
        source = Received(topic, number, held.offset, key, arrived.value, headers, time_ms)
        incoming = self._for_slot(partition, arrived)
        return StoryItem(event=None, source=source, incoming=incoming, partition=partition, arrival=arrived)


def _state_of(partition: Partition, key: bytes) -> StoryState:
    """What is known of a story."""
    entry = partition.entries.get(key)
    return _decode_state(entry.value) if entry else NOTHING_KNOWN


def _named(failure: Failure | None, item: StoryItem) -> Failure | None:
    """The failure with the story's id: a slot that is lost cannot say whose story it held."""
    if failure is None or failure.story_id is not None or not item.key:
        return failure
    return msgspec.structs.replace(failure, story_id=item.key.decode("utf-8", "replace"))


def _note(item: StoryItem, done: Effects) -> None:
    """Count and log what a message did."""
    message = item.arrival.message if item.arrival else None
    decision, standing = done.decision, done.state.standing
    kind = message.kind if isinstance(message, Story) else "notice"
    metrics.STORIES.labels((message.format if message else None) or "none", kind, decision.action, decision.why).inc()
    for record in done.outputs:
        if record.value is None:
            metrics.RETRACTED.labels(record.channel).inc()
    if decision.action == "publish" and standing:
        for type_ in standing.mentions.values():
            metrics.EVENTS.labels(type_).inc()
    log.info(
        decision.action,
        why=decision.why,
        story_id=item.key.decode("utf-8", "replace"),
        revision=decision.revision,
        records=len(done.outputs),
        channel=item.source.topic,
        partition=item.source.partition,
        offset=item.source.offset,
    )
