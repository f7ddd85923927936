"""What a message does to the records of its story and to what is known of it. Pure: the whole of it is tested without Kafka."""

from collections.abc import Mapping, Sequence

import msgspec

from stream.channels import ENRICHED, EVENT_MENTIONS
from stream.records import EnrichedStory
from stream.story import Story
from stream.worker import lifecycle, outputs
from stream.worker.lifecycle import Decision, Held, Notice, Order, StoryState
from stream.worker.messages import Outgoing

_decode_enriched = msgspec.json.Decoder(EnrichedStory).decode


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the inbox, decoded, with what decides its place."""

    message: Story | Notice
    value: bytes
    """The message as it came."""
    order: Order
    now: float
    """When it was taken in, in seconds since 1970: an embargo ends by this clock."""
    offset: int
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def traceparent(self) -> str | None:
        return dict(self.headers).get("traceparent")


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What a message does."""

    decision: Decision
    outputs: Sequence[Outgoing] = ()
    state: StoryState
    """Afterwards; the very same object where nothing is to be remembered."""


class _Typed(msgspec.Struct):
    type: str


_decode_type = msgspec.json.Decoder(_Typed).decode


def decision_on(state: StoryState, arrival: Arrival) -> Decision:
    """What is to be done with a message."""
    if isinstance(arrival.message, Notice):
        return lifecycle.decide_notice(state, arrival.message, arrival.order)
    return lifecycle.decide(state, arrival.message, arrival.order, arrival.now)


def effects(state: StoryState, arrival: Arrival, analysed: Sequence[Outgoing]) -> Effects:
    """What a message does, given what is known of its story.

    Args:
        state: what is known of the story.
        arrival: the message.
        analysed: the records of the story as the analysis made them; used only if it is to be published.
    """
    decision, message, order = decision_on(state, arrival), arrival.message, arrival.order
    if isinstance(message, Notice) or message.status != "usable":
        gone = _taken_back(state, arrival, decision.revision) if decision.action == "retract" else []
        for_good = isinstance(message, Notice) and message.by is None
        after = lifecycle.forgotten(state, order) if for_good else lifecycle.killed(state, order)
        return Effects(decision=decision, outputs=[*gone, *_notices(arrival)], state=after)
    if decision.action == "publish":
        return _published(state, message, arrival, decision, analysed)
    if decision.action == "hold":
        return Effects(decision=decision, state=lifecycle.held(state, _hold(message, arrival)))
    return Effects(decision=decision, state=lifecycle.ignored(state, decision, order))


def _published(state: StoryState, story: Story, arrival: Arrival, decision: Decision, analysed: Sequence[Outgoing]) -> Effects:
    if not analysed:
        raise ValueError("a story to be published was not analysed")
    records = _numbered(story, decision.revision, analysed, arrival.traceparent)
    mentions = _mentions(records)
    gone = outputs.mention_retractions(_bare(story, decision.revision), _vanished(state, mentions), arrival.traceparent)
    after = lifecycle.published(state, story, arrival.order, revision=decision.revision, mentions=mentions)
    return Effects(decision=decision, outputs=[*records, *gone, *_notices(arrival)], state=after)


def _notices(arrival: Arrival) -> list[Outgoing]:
    """Word to the stories that this one takes back; not before it is out itself."""
    if isinstance(arrival.message, Notice):
        return []
    return outputs.notices(arrival.message, arrival.order.received_ms, arrival.traceparent)


def _hold(story: Story, arrival: Arrival) -> Held:
    return Held(
        order=arrival.order,
        until=lifecycle.embargo_end(story),
        story=msgspec.Raw(arrival.value),
        offset=arrival.offset,
        headers=list(arrival.headers),
    )


def _numbered(story: Story, revision: int, analysed: Sequence[Outgoing], traceparent: str | None) -> Sequence[Outgoing]:
    """The records with the revision's number: the analysis knew only the wire's own."""
    if revision == story.revision:
        return analysed
    enriched = next(_decode_enriched(record.value or b"") for record in analysed if record.channel == ENRICHED.name)
    numbered = msgspec.structs.replace(story, revision=revision)
    return outputs.publication(numbered, msgspec.structs.replace(enriched, revision=revision), traceparent)


def _mentions(records: Sequence[Outgoing]) -> dict[str, str]:
    """The keys of the event mentions among records, with their types."""
    mentions = [record for record in records if record.channel == EVENT_MENTIONS.name]
    return {(record.key or b"").decode(): _decode_type(record.value or b"").type for record in mentions}


def _vanished(state: StoryState, mentions: Mapping[str, str]) -> dict[str, str]:
    """The event mentions that stand and that the new revision does not have."""
    standing = state.standing.mentions if state.standing else {}
    return {key: type_ for key, type_ in standing.items() if key not in mentions}


def _taken_back(state: StoryState, arrival: Arrival, revision: int) -> list[Outgoing]:
    """Retracted records and tombstones for all that stands of a story."""
    mentions = state.standing.mentions if state.standing else {}
    bare = _killer(state, arrival.message, revision)
    return [
        *outputs.retraction(bare, arrival.traceparent),
        *outputs.mention_retractions(bare, mentions, arrival.traceparent),
    ]


def _killer(state: StoryState, message: Story | Notice, revision: int) -> Story:
    """Whom, when and by which revision, and nothing of the text: nobody may read it any more."""
    if isinstance(message, Story):
        return _bare(message, revision)
    return Story(
        record_status="retracted",
        story_id=message.story_id,
        revision=revision,
        format=message.format or (state.standing.format if state.standing else "plain"),
        provider=message.provider or (state.standing.provider if state.standing else None),
        published=message.published,
        modified=message.modified,
        status="canceled",
    )


def _bare(story: Story, revision: int) -> Story:
    kept = ("story_id", "version", "format", "kind", "provider", "published", "modified", "zone_missing", "status")
    return Story(record_status="retracted", revision=revision, **{name: getattr(story, name) for name in kept})
