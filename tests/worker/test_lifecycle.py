"""Which revision of a story stands: the rules one by one, then random histories."""

import os
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.story import Story
from stream.worker import lifecycle
from stream.worker.effects import Arrival, effects
from stream.worker.lifecycle import NOTHING_KNOWN, Notice, Order, StoryState, decide, embargo_end, order_of
from stream.worker.messages import Incoming
from tests.worker.histories import RUN, Desk, Sent, standing_text, story, wrong

NOON = 1_795_521_600.0  # 2026-11-24T12:00:00Z


def _sent(number: int, text: str = "un", **fields: Any) -> Sent:
    return Sent(number=number, text=text, **fields)


def _desk(*history: Sent) -> Desk:
    desk = Desk("s")
    for at, sent in enumerate(history):
        desk.take(sent, NOON + at)
    return desk


def _stands(desk: Desk) -> str | None:
    value = desk.published.get(("stories", b"s"))
    return msgspec.json.decode(value, type=Story).text if value else None


@pytest.mark.parametrize(
    ("until", "holds"),
    [
        (None, False),
        ("2026-11-24T11:59:59Z", False),
        ("2026-11-24T12:00:01Z", True),
        ("2026-11-24T13:30:00+01:00", True),
        ("2026-11-24T12:30:00+01:00", False),
        ("2026-11-24T00:30:00", True),  # no zone: half an hour past midnight comes last at UTC-12
        ("2026-11-23T23:30:00", False),
        ("2026-11-24", False),
        ("2026-11-25", True),
        ("tomorrow", True),
    ],
)
def test_embargo_holds_until_its_latest_reading(until: str | None, holds: bool) -> None:
    assert (embargo_end(Story(story_id="s", format="plain", embargo_until=until)) > NOON) == holds


def test_newer_revision_replaces_and_what_vanished_is_taken_back() -> None:
    desk = _desk(_sent(1, "un #feu #grève"), _sent(2, "deux #grève #vote"))

    assert _stands(desk) == "deux #grève #vote"
    mentions = {key for channel, key in desk.published if channel == "event-mentions"}
    assert mentions == {b"s#1", "s#grève".encode(), b"s#vote"}


@pytest.mark.parametrize(
    ("history", "stands"),
    [
        ([_sent(2, "deux"), _sent(1, "un")], "deux"),
        ([_sent(1), _sent(2, kill=True)], None),
        ([_sent(2, kill=True), _sent(1)], None),
        ([_sent(2, kill=True), _sent(2)], None),
        ([_sent(1), _sent(2, kill=True), _sent(3, "trois")], "trois"),
        ([_sent(3, "trois"), _sent(2, kill=True)], "trois"),
        ([_sent(1), _sent(2, kill=True), _sent(3, "un")], "un"),
        ([_sent(1), _sent(2, "secret", embargo=NOON + 60)], "un"),
        ([_sent(1, "secret", embargo=NOON + 60)], None),
        ([_sent(1, "passé", embargo=NOON - 60)], "passé"),
        ([_sent(1, "secret", embargo=NOON + 60), _sent(2, "libre")], "libre"),
        ([_sent(2, "secret", embargo=NOON + 60), _sent(1, "libre")], "libre"),
    ],
)
def test_what_stands_after_a_history(history: list[Sent], stands: str | None) -> None:
    assert _stands(_desk(*history)) == stands


@pytest.mark.parametrize(
    ("meanwhile", "stands"),
    [
        ([], "secret"),
        ([_sent(2, kill=True)], None),
        ([_sent(2, "corrigé", embargo=NOON + 60)], "corrigé"),
        ([_sent(2, "repoussé", embargo=NOON + 600)], None),
        ([_sent(2, "libre")], "libre"),
    ],
)
def test_what_comes_during_an_embargo_is_honoured(meanwhile: list[Sent], stands: str | None) -> None:
    desk = _desk(_sent(1, "secret", embargo=NOON + 60), *meanwhile)

    desk.release(NOON + 61)

    assert _stands(desk) == stands


def test_same_text_again_is_no_revision() -> None:
    desk = _desk(_sent(1), _sent(2))

    assert msgspec.json.decode(desk.published["stories", b"s"], type=Story).revision == 1
    assert len(desk.seen) == 1


def test_revisions_of_one_millisecond_stand_in_the_order_of_the_inbox() -> None:
    desk = Desk("s")
    for text in ("un", "deux"):
        desk.take(Sent(number=1, text=text), NOON)

    assert _stands(desk) == "deux"


def test_same_text_again_survives_a_kill_of_the_one_before() -> None:
    assert _stands(_desk(_sent(1), _sent(3), _sent(2, kill=True))) == "un"


def test_revisions_are_counted_where_the_wire_gives_no_number() -> None:
    state = NOTHING_KNOWN
    revisions = []
    for at, text in enumerate(["un", "deux", "trois"]):
        story = Story(story_id="s", format="plain", text_sha256=text)
        order = order_of(story, at)
        decision = decide(state, story, order, NOON)
        state = lifecycle.published(state, story, order, revision=decision.revision, mentions={})
        revisions.append(decision.revision)

    assert revisions == [1, 2, 3]


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        (Order(2, None, 0), Order(1, None, 9), True),
        (Order(1, 5.0, 0), Order(1, 4.0, 9), True),
        (Order(1, 4.0, 0), Order(2, 5.0, 9), False),
        (Order(None, 5.0, 0), Order(None, 4.0, 9), True),
        (Order(None, 5.0, 0), Order(2, 4.0, 9), True),  # only the times can be compared
        (Order(None, None, 9), Order(None, None, 0), True),
        (Order(1, None, 9), Order(None, 5.0, 0), True),  # nothing else can be compared
        (Order(1, 5.0, 3), Order(1, 5.0, 3), False),
    ],
)
def test_revisions_are_ordered_by_number_then_time_then_arrival(one: Order, other: Order, later: bool) -> None:
    assert lifecycle._later(one, other) == later


@pytest.mark.parametrize(
    ("kill", "revision", "dead"),
    [
        (Order(2, None, 0), Order(2, None, 9), True),  # what a number says, the hour of arrival does not undo
        (Order(2, None, 9), Order(3, None, 0), False),
        (Order(None, None, 9), Order(None, None, 0), True),
        (Order(None, None, 0), Order(None, None, 9), False),
        (Order(None, 5.0, 0), Order(None, 5.0, 9), True),
    ],
)
def test_kill_beats_what_is_not_later(kill: Order, revision: Order, dead: bool) -> None:
    assert lifecycle._covers(kill, revision) == dead


def _noticed(state: StoryState, notice: Notice, received_ms: int) -> tuple[list[tuple[str, bytes | None, bool]], StoryState]:
    value = msgspec.json.encode(notice)
    order = order_of(notice, received_ms)
    done = effects(state, Arrival(message=notice, value=value, order=order, now=NOON, offset=1), [])
    return [(out.channel, out.key, out.value is None) for out in done.outputs], done.state


def test_notice_takes_back_all_records_of_the_story_it_names() -> None:
    desk = _desk(_sent(1, "un #feu"))

    outputs, state = _noticed(desk.state, Notice(story_id="s", by="other", format="ninjs"), round(NOON * 1000) + 1)

    keys = [("stories", b"s"), ("enriched", b"s"), ("event-mentions", b"s#1"), ("event-mentions", b"s#feu")]
    assert outputs == [(channel, key, gone) for channel, key in keys for gone in (False, True)]
    assert state.standing is None


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"replaces": "other"}, [b"other"]),
        ({"corrects": "one", "replaces": "two"}, [b"one", b"two"]),
        ({"corrects": "other", "replaces": "other", "status": "canceled"}, [b"other"]),
        ({"replaces": "other", "embargo_until": "2999-01-01T00:00:00Z"}, []),  # not before it is out itself
        ({"replaces": "s"}, []),
        ({}, []),
    ],
)
def test_story_that_takes_back_another_tells_it_so(fields: dict[str, str], named: list[bytes]) -> None:
    told = story("s", Sent(number=1, text="un"), **fields)
    value = msgspec.json.encode(told)
    analysed = RUN["enrich"]([Incoming(value, {})])[0].outputs

    done = effects(NOTHING_KNOWN, Arrival(message=told, value=value, order=order_of(told, 7), now=NOON, offset=1), analysed)

    notices = [out for out in done.outputs if out.channel == "inbox"]
    assert [notice.key for notice in notices] == named
    assert all(dict(notice.headers)["received"] == b"7" for notice in notices)


def test_revision_whose_embargo_was_prolonged_does_not_go_out() -> None:
    desk = Desk("s")
    desk.take(_sent(2, "plus tard", embargo=NOON + 600), NOON)

    desk.take(_sent(1, "plus tôt", embargo=NOON + 60), NOON + 61)

    assert _stands(desk) is None


def test_forgotten_story_never_comes_back() -> None:
    desk = _desk(_sent(1))
    _, desk.state = _noticed(desk.state, Notice(story_id="s"), round(NOON * 1000) + 1)
    desk.published.clear()

    desk.take(_sent(9, "neuf"), NOON + 9)

    assert not desk.published
    assert not lifecycle.expired(desk.state, 2**60)


def test_state_of_the_next_and_of_the_previous_version_is_read() -> None:
    known = msgspec.json.decode(b'{"schema":"state/1","counted":2,"added_later":[1]}', type=StoryState)

    assert known == StoryState(counted=2)


@pytest.mark.parametrize(
    ("history", "before", "expired"),
    [
        ([_sent(1)], NOON + 1, True),
        ([_sent(1)], NOON - 1, False),
        ([_sent(1, embargo=NOON + 10**9)], NOON + 1, False),
    ],
)
def test_state_expires_unless_something_is_kept_for_later(history: list[Sent], before: float, expired: bool) -> None:
    assert lifecycle.expired(_desk(*history).state, round(before * 1000)) == expired


@st.composite
def _histories(draw: st.DrawFn) -> list[Sent]:
    """Up to seven revisions of one story, each a text, a kill or a text under embargo."""
    count = draw(st.integers(1, 7))
    return [
        Sent(
            number=number,
            text=draw(st.sampled_from(["un #feu", "deux #feu #vote", "trois", "quatre #vote"])),
            embargo=draw(st.sampled_from([0, 0, 0, NOON + 5, NOON + 50])),
            kill=draw(st.sampled_from([False, False, False, True])),
        )
        for number in range(1, count + 1)
    ]


def _free_at(history: list[Sent], text: str) -> float:
    """When a text may be seen at the earliest."""
    return min(sent.embargo for sent in history if sent.text == text and not sent.kill)


# `make chaos` asks for 10,000.
@settings(max_examples=int(os.environ.get("HISTORIES", "300")), deadline=None)
@given(st.data(), _histories())
def test_random_history_ends_right(data: st.DataObject, history: list[Sent]) -> None:
    """In any order, with repetitions, crashes and releases between: the newest living revision stands, and nothing else."""
    again = data.draw(st.lists(st.sampled_from(history), max_size=4))
    arrivals = data.draw(st.permutations([*history, *again]))
    desk, now = Desk("s"), NOON
    for sent in arrivals:
        now += data.draw(st.floats(0, 9))
        desk.release(now)
        desk.take(sent, now, crash=data.draw(st.booleans()))
    desk.release(NOON + 1000)

    assert wrong("s", history, desk.published) == []
    early = [(at, text) for at, text in desk.seen if at < _free_at(history, text)]
    assert not early
    assert (standing_text(history) is None) == (not desk.published)
