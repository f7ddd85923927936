"""The life of a story: which of its revisions stands, what a kill takes back, what an embargo holds. Pure functions.

    nothing ──revision──▶ standing ──newer revision──▶ standing
       │                     │  ▲
       │embargoed        kill│  │later revision
       ▼                     ▼  │
      held ──kill──────▶   killed        forgotten: by the operator, for good

What comes is compared with what is known by the order of revisions (CONTRACT: the wire's number, else its time, else
when the raw record reached Kafka), so the end is the same whatever the order of arrival. A kill and everything not later
than it stay dead; a later usable revision lives. The same text again changes nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import msgspec

from stream.story import Format, Kind, Story

# An embargo without a zone is read where the day ends last on earth: nothing goes out early.
_LATEST_ZONE = timezone(timedelta(hours=-12))
NEVER = float("inf")


class Order(msgspec.Struct, frozen=True, array_like=True):
    """A revision's place among those of its story."""

    number: int | None
    """The wire's revision number."""
    time: float | None
    """The wire's time for it, in seconds since 1970."""
    received_ms: int
    """When the raw record reached Kafka, in milliseconds since 1970."""


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The revision whose records are published."""

    order: Order
    revision: int
    text_sha256: str
    format: Format
    kind: Kind = "text"
    provider: str | None = None
    mentions: dict[str, str] = {}
    """The keys of its event mentions, with their types."""


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A revision under embargo, with the message that brought it."""

    order: Order
    until: float
    """When the embargo ends, in seconds since 1970."""
    story: msgspec.Raw
    """The Story record."""
    offset: int
    """Of the message in the inbox."""
    headers: list[tuple[str, str]] = []


class StoryState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the worker knows of a story."""

    schema: str = "state/1"
    standing: Standing | None = None
    held: Held | None = None
    killed: Order | None = None
    """The latest kill: what is not later than it is dead."""
    forgotten: bool = False
    counted: int = 0
    """Revisions published so far, or the highest of the wire's own numbers."""
    seen_ms: int = 0
    """When its last message was received, in milliseconds since 1970."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Takes back a story that another message names, or the operator; a value of the inbox."""

    schema: str = "notice/1"
    story_id: str
    """The story that is taken back."""
    by: str | None = None
    """The story that kills, corrects or replaces it; None: the operator, and for good."""
    format: Format | None = None
    provider: str | None = None
    published: str | None = None
    modified: str | None = None
    """Of the story `by`."""


NOTHING_KNOWN = StoryState()

Action = Literal["publish", "hold", "retract", "ignore"]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done with a message."""

    action: Action
    why: Literal["new", "newer", "embargo", "kill", "nothing stands", "older", "same text", "killed", "forgotten"]
    revision: int = 1
    """The revision's number as published."""


def decide(state: StoryState, story: Story, order: Order, now: float) -> Decision:
    """What to do with a revision of a story.

    Args:
        state: what is known of the story.
        story: the revision.
        order: its place.
        now: seconds since 1970.
    """
    if story.status != "usable":
        return _taken_back(state, order, revision=_number(state, story, order, new=False))
    if state.forgotten:
        return Decision(action="ignore", why="forgotten")
    if state.killed and _covers(state.killed, order):
        return Decision(action="ignore", why="killed")
    if state.standing and _later(state.standing.order, order):
        return Decision(action="ignore", why="older")
    if state.standing and state.standing.text_sha256 == story.text_sha256:
        return Decision(action="ignore", why="same text")
    if story.embargo_until and state.held and _later(state.held.order, order):
        return Decision(action="ignore", why="older")  # its embargo may have been prolonged
    if embargo_end(story) > now:
        return Decision(action="hold", why="embargo")
    why: Literal["new", "newer"] = "newer" if state.standing else "new"
    return Decision(action="publish", why=why, revision=_number(state, story, order, new=True))


def decide_notice(state: StoryState, notice: Notice, order: Order) -> Decision:
    """What to do with a notice."""
    return _taken_back(state, order if notice.by else None, revision=max(state.counted, 1))


def _taken_back(state: StoryState, order: Order | None, *, revision: int) -> Decision:
    """A kill by a message of this order; None: of everything."""
    # Of a story never heard of something may stand all the same: what was known of it is dropped after `state_days`.
    unknown = state == NOTHING_KNOWN
    if unknown or (state.standing and (order is None or _covers(order, state.standing.order))):
        return Decision(action="retract", why="kill", revision=revision)
    return Decision(action="ignore", why="nothing stands")


def published(state: StoryState, story: Story, order: Order, *, revision: int, mentions: Mapping[str, str]) -> StoryState:
    """The state once a revision's records are out."""
    standing = Standing(
        order=order,
        revision=revision,
        text_sha256=story.text_sha256,
        format=story.format,
        kind=story.kind,
        provider=story.provider,
        mentions=dict(mentions),
    )
    return _seen(state, order, standing=standing, held=_still_held(state, order), counted=max(state.counted, revision))


def held(state: StoryState, hold: Held) -> StoryState:
    """The state once a revision is held."""
    return _seen(state, hold.order, held=hold)


def killed(state: StoryState, order: Order) -> StoryState:
    """The state once a kill is done, whether or not it found anything to take back."""
    latest = order if state.killed is None or _covers(order, state.killed) else state.killed
    standing = state.standing if state.standing and not _covers(order, state.standing.order) else None
    hold = state.held if state.held and not _covers(order, state.held.order) else None
    return _seen(state, order, standing=standing, held=hold, killed=latest)


def forgotten(state: StoryState, order: Order) -> StoryState:
    """The state of a story that the operator had forgotten."""
    return _seen(state, order, standing=None, held=None, forgotten=True)


def ignored(state: StoryState, decision: Decision, order: Order) -> StoryState:
    """The state after a revision that changes nothing; the same text again counts for the order of what comes later."""
    if decision.why != "same text" or state.standing is None or state.standing.order == order:
        return state
    standing = msgspec.structs.replace(state.standing, order=order)
    return _seen(state, order, standing=standing, held=_still_held(state, order))


def unheld(state: StoryState, order: Order) -> StoryState:
    """The state once a held revision is given up: it went to the dead letters when its time had come."""
    return msgspec.structs.replace(state, held=None) if state.held and state.held.order == order else state


def expired(state: StoryState, before_ms: int) -> bool:
    """Whether nothing came for the story since `before_ms` and nothing is to be kept for later."""
    return state.seen_ms < before_ms and not state.forgotten and state.held is None


def order_of(message: Story | Notice, received_ms: int) -> Order:
    """A message's place among the revisions of its story."""
    number = message.revision if isinstance(message, Story) and (message.version or "").strip().isdigit() else None
    times = (_seconds(text) for text in (message.modified, message.published))
    return Order(number, next((time for time in times if time is not None), None), received_ms)


def embargo_end(story: Story) -> float:
    """When a story may go out, in seconds since 1970: 0 without an embargo, NEVER where the embargo cannot be read."""
    if story.embargo_until is None:
        return 0.0
    try:
        end = datetime.fromisoformat(story.embargo_until)
    except ValueError:
        return NEVER
    return (end if end.tzinfo else end.replace(tzinfo=_LATEST_ZONE)).timestamp()


def _seen(state: StoryState, order: Order, **changes: Any) -> StoryState:
    return msgspec.structs.replace(state, seen_ms=max(state.seen_ms, order.received_ms), **changes)


def _still_held(state: StoryState, order: Order) -> Held | None:
    """What is held and comes after a revision that is out."""
    return state.held if state.held and _later(state.held.order, order) else None


def _number(state: StoryState, story: Story, order: Order, *, new: bool) -> int:
    """The wire's own number, else a count."""
    return story.revision if order.number is not None else max(state.counted + new, 1)


def _by_wire(one: Order, other: Order) -> float | None:
    """How far `one` is after `other` by what the wire says of both; None where it says nothing of both."""
    compared = None
    for mine, its in ((one.number, other.number), (one.time, other.time)):
        if mine is not None and its is not None:
            compared = mine - its
            if compared:
                return compared
    return compared


def _later(one: Order, other: Order) -> bool:
    """Whether one revision comes after another; of two that the wire puts in one place, the one received later.

    Of two received in one millisecond neither: they stand in the order of the inbox.
    """
    return (_by_wire(one, other) or one.received_ms - other.received_ms) > 0


def _covers(kill: Order, other: Order) -> bool:
    """Whether a revision is not later than a kill."""
    by_wire = _by_wire(kill, other)
    return (kill.received_ms - other.received_ms if by_wire is None else by_wire) >= 0


def _seconds(text: str | None) -> float | None:
    """An ISO 8601 time in seconds since 1970; one without a zone counts as UTC, which orders a wire's own times all right."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
