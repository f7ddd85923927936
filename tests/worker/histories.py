"""Histories of a story: what its wire sends in the end, whatever the order in which it comes; and what must stand then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from stream.records import EnrichedStory
from stream.story import Story, compose
from stream.worker.effects import Arrival, effects
from stream.worker.jobs import jobs
from stream.worker.lifecycle import NOTHING_KNOWN, Notice, StoryState, order_of
from stream.worker.messages import Incoming, Outgoing
from tests.worker.fakes import enrich, parse

RUN = jobs(parse, enrich)

Log = dict[tuple[str, bytes], bytes]
"""What compacted channels hold: channel and key → value; no entry after a tombstone."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What a wire sends at one time: a revision, or word that the story is dead."""

    number: int
    """Its place among those of its story, from 1."""
    text: str = ""
    embargo: float = 0
    """Seconds since 1970; 0 is none."""
    kill: bool = False


class Desk:
    """One story's way through the pure core, with channels that remember and a state that survives."""

    def __init__(self, story_id: str) -> None:
        self.story_id = story_id
        self.state: StoryState = NOTHING_KNOWN
        self.published: Log = {}
        self.seen: list[tuple[float, str]] = []
        """When which text went out."""

    def take(self, sent: Sent, now: float, *, crash: bool = False) -> None:
        """Take in a message; with a crash its outputs get out, its state does not, and it comes again."""
        arrival = _arrival(story(self.story_id, sent), now)
        if crash:
            self._do(arrival, now)
        self.state = self._do(arrival, now)

    def release(self, now: float) -> None:
        """Bring up what is held and due, as the clock of embargoes does."""
        if self.state.held and self.state.held.until <= now:
            held = msgspec.json.decode(self.state.held.story, type=Story)
            arrival = msgspec.structs.replace(_arrival(held, now), order=self.state.held.order)
            self.state = self._do(arrival, now)

    def _do(self, arrival: Arrival, now: float) -> StoryState:
        state = msgspec.json.decode(msgspec.json.encode(self.state), type=StoryState)  # as it survives
        (outcome,) = RUN["enrich"]([Incoming(arrival.value, {})])
        done = effects(state, arrival, outcome.outputs)
        self._compact(done.outputs, now)
        return done.state

    def _compact(self, outputs: Sequence[Outgoing], now: float) -> None:
        for message in outputs:
            if message.value is None:
                self.published.pop((message.channel, message.key or b""), None)
            else:
                self.published[message.channel, message.key or b""] = message.value
                if message.channel == "stories" and b'"live"' in message.value:
                    self.seen.append((now, msgspec.json.decode(message.value, type=Story).text))


def story(story_id: str, sent: Sent, **fields: object) -> Story:
    """The story that a wire sends."""
    body = compose(None, [sent.text])
    return msgspec.convert(
        {
            "story_id": story_id,
            "format": "ninjs",
            "version": str(sent.number),
            "revision": sent.number,
            "status": "canceled" if sent.kill else "usable",
            "embargo_until": f"{_iso(sent.embargo)}" if sent.embargo else None,
            **msgspec.structs.asdict(body),
            **fields,
        },
        Story,
    )


def standing_text(history: Sequence[Sent]) -> str | None:
    """The text that must stand when all of a history has come and all embargoes are over; None: nothing."""
    killed = max((sent.number for sent in history if sent.kill), default=0)
    living = [sent for sent in history if not sent.kill and sent.number > killed]
    return max(living, key=lambda sent: sent.number).text if living else None


def wrong(story_id: str, history: Sequence[Sent], published: Mapping[tuple[str, bytes], bytes]) -> list[str]:
    """What is not as it must be in the channels at the end of a history."""
    text = standing_text(history)
    key = story_id.encode()
    mentions = {place[1] for place in published if place[0] == "event-mentions"}
    if text is None:
        return [f"{channel} {name!r} still stands" for channel, name in published]
    out = []
    for channel in ("stories", "enriched"):
        record = published.get((channel, key))
        if record is None or msgspec.json.decode(record, type=Story).text != text:
            out.append(f"{channel}: {record!r}, wanted {text!r}")
    (analysed,) = enrich([story(story_id, Sent(number=1, text=text))])
    wanted = {event.event_mention_id.encode() for event in analysed.events}
    if mentions != wanted:
        out.append(f"event mentions {sorted(mentions)}, wanted {sorted(wanted)}")
    enriched = published.get(("enriched", key))
    if enriched and {e.event_mention_id.encode() for e in msgspec.json.decode(enriched, type=EnrichedStory).events} != wanted:
        out.append("the enriched record has other events")
    return out


def _arrival(message: Story | Notice, now: float) -> Arrival:
    received_ms = round(now * 1000)
    return Arrival(
        message=message,
        value=msgspec.json.encode(message),
        order=order_of(message, received_ms),
        now=now,
        offset=0,
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
