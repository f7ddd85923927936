from typing import Any

import orjson
import pytest

from stream.channels import CHANNELS
from stream.clients import display
from stream.clients.tail import Tailed

EVENT: dict[str, Any] = {
    "type": "CONSULT",
    "modes": ["visit"],
    "triggers": [{"text": "rencontré"}],
    "actors": [{"text": "M. Le Drian", "name": "Jean-Yves Le Drian", "country": "FRA", "sector": "GOV"}],
    "recipients": [{"text": "Sergueï Choïgou", "name": "Sergueï Choïgou", "country": "RUS", "sector": None}],
    "place": {"text": "Moscou", "name": "Moscou", "country": "RUS"},
    "date": {"text": "lundi", "value": None},
    "status": "alleged",
    "attribution": {"text": "M. Le Drian", "name": None},
    "casualties": {"killed": 3, "injured": None},
}


def _line(channel: str, value: object, **headers: str) -> str:
    data = value if value is None or isinstance(value, bytes) else orjson.dumps(value)
    message = Tailed(channel=CHANNELS[channel], partition=0, offset=5, timestamp_ms=0, key="k\x1b", headers=headers, value=data)
    return display.line(message).plain


@pytest.mark.parametrize(
    "part",
    [
        "CONSULT",
        "visit",
        "Jean-Yves Le Drian FRA (GOV)",
        "→ Sergueï Choïgou RUS",
        "rencontré",
        "@ Moscou RUS",
        "lundi",
        "[alleged]",
        "3 killed",
        "source: M. Le Drian",
    ],
)
def test_event_says_who_did_what_to_whom_where_when_and_who_says_so(part: str) -> None:
    assert part in _line("event-mentions", EVENT)


def test_event_with_nothing_known_is_shown() -> None:
    assert "PROTEST" in _line("event-mentions", {"type": "PROTEST"})


def test_enriched_story_says_its_main_topic_and_counts() -> None:
    record = {
        "headline": "Titre",
        "story_id": "urn:1",
        "revision": 2,
        "entities": [{}, {}],
        "quotes": [],
        "events": [{}],
        "topics": [{"name": "sport", "score": 0.2}, {"name": "politique", "score": 0.9}],
    }

    line = _line("enriched", record)

    assert "Titre  urn:1 rev 2  politique  1 events, 2 entities" in line


def test_dead_letter_says_why_and_where_from() -> None:
    headers = {"dl_cause": "malformed", "dl_error": "no end", "dl_channel": "wire.raw", "dl_partition": "1", "dl_offset": "9"}

    assert "malformed  a.xml wire.raw-1-9: no end" in _line("dead-letter", b"<a", filename="a.xml", **headers)


def test_tombstone_names_its_key() -> None:
    assert "deleted k" in _line("stories", None)


@pytest.mark.parametrize(
    ("channel", "value"),
    [("raw", b"x"), ("stories", None), ("stories", {"headline": "a\x1b[31mb\x07", "story_id": "\x1b", "revision": 1})],
)
def test_control_characters_do_not_reach_the_terminal(channel: str, value: object) -> None:
    assert _line(channel, value).isprintable()
