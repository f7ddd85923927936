from pathlib import Path
from typing import Any

import orjson
import pytest

from stream.channels import CHANNELS
from stream.clients.inputs import Raw, Refused, read
from stream.clients.offline import parse
from stream.clients.tail import Tailed
from stream.demo import Awaited, samples
from stream.settings import Settings
from stream.story import Story
from stream.wire import FORMATS

_G2_STORY = "urn:newsml:exemple.wirestream:20261124:TX-MRS-QRX12"
STORY = {"uri": "urn:1", "version": "2", "headline": "Titre", "body_text": "Un texte."}


def _awaited(folder: Path, *messages: bytes) -> Awaited:
    paths = [folder / f"{number}.json" for number in range(len(messages))]
    for path, message in zip(paths, messages, strict=True):
        path.write_bytes(message)
    awaited = Awaited()
    for raw in read(map(str, paths), Settings().max_raw_bytes):
        awaited.expect(raw)
    return awaited


def _message(channel: str, record: Any, **headers: str) -> Tailed:
    return Tailed(
        channel=CHANNELS[channel], partition=0, offset=0, timestamp_ms=0, key=None, headers=headers, value=orjson.dumps(record)
    )


def _enriched(revision: int, *mentions: str, said: str = "ok") -> Tailed:
    events = [{"event_mention_id": mention} for mention in mentions]
    record = {"record_status": "live", "story_id": "urn:1", "revision": revision, "events": events, "steps": {"topics": said}}
    return _message("enriched", record)


def _mention(mention: str) -> Tailed:
    record = {"record_status": "live", "story_id": "urn:1", "revision": 2, "event_mention_id": mention}
    return _message("event-mentions", record)


def _parsed(file: str) -> list[Story | Refused]:
    return list(parse(read([file], Settings().max_raw_bytes)))


def test_story_is_missing_until_its_revision_comes(tmp_path: Path) -> None:
    awaited = _awaited(tmp_path, orjson.dumps(STORY))

    awaited.see(_enriched(1))
    assert list(awaited.missing) == ["urn:1 revision 2"]
    awaited.see(_enriched(2))
    assert not awaited.missing


def test_kill_is_missing_until_the_story_is_taken_back(tmp_path: Path) -> None:
    awaited = _awaited(tmp_path, orjson.dumps({**STORY, "pubstatus": "canceled"}))

    awaited.see(_message("enriched", {"record_status": "retracted", "story_id": "urn:1", "revision": 2}))

    assert not awaited.missing
    assert (awaited.stories, awaited.retracted) == (0, 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_event_of_a_record_is_missing_until_it_comes_itself(tmp_path: Path, order: tuple[int, int]) -> None:
    awaited, arriving = _awaited(tmp_path, orjson.dumps(STORY)), [_enriched(2, "m1"), _mention("m1")]

    awaited.see(arriving[order[0]])
    assert awaited.missing
    awaited.see(arriving[order[1]])
    assert not awaited.missing


def test_broken_message_is_missing_until_its_dead_letter_comes(tmp_path: Path) -> None:
    awaited = _awaited(tmp_path, b'{"uri": ')

    assert len(awaited.missing) == 1
    awaited.see(_message("dead-letter", "", dl_cause="malformed"))
    assert not awaited.missing


def test_dead_letter_of_a_story_stands_for_it(tmp_path: Path) -> None:
    awaited = _awaited(tmp_path, orjson.dumps(STORY))

    awaited.see(_message("dead-letter", "", dl_story_id="urn:1"))

    assert not awaited.missing


@pytest.mark.parametrize(
    ("said", "failed"), [("ok", []), ("no language pack", []), ("ValueError: no", ["topics of urn:1: ValueError: no"])]
)
def test_step_that_raised_is_told(said: str, failed: list[str]) -> None:
    awaited = Awaited()

    awaited.see(_enriched(2, said=said))

    assert list(awaited.failed) == failed


def test_seed_story_is_the_first_sample() -> None:
    (raw, *_) = read(samples(), Settings().max_raw_bytes)

    assert isinstance(raw, Raw)
    assert "Le Drian" in raw.data.decode()


def test_samples_have_each_format_a_revision_a_kill_and_a_broken_message() -> None:
    found = [result for file in samples() for result in _parsed(file)]

    stories = [story for story in found if isinstance(story, Story)]
    assert {story.format for story in stories} == set(FORMATS)
    assert [story.story_id for story in stories if story.status == "canceled"] == [_G2_STORY]
    assert max(story.revision for story in stories) == 2
    assert len(found) - len(stories) == 1
