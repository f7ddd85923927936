"""What a running worker does with messages, on the embedded broker."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from stream.clients.forget import forget
from stream.settings import Settings
from tests.integration.harness import Wire, WorkerProcess, headers_of, json_of, running_worker, worker_settings

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def settings(broker: str, module_prefix: str) -> Settings:
    return worker_settings(broker, module_prefix, story_timeout_s=1.0)


@pytest.fixture(scope="module")
def worker(settings: Settings) -> Iterator[WorkerProcess]:
    with running_worker(settings) as process:
        yield process


@pytest.fixture(scope="module")
def wire(settings: Settings, worker: WorkerProcess) -> Iterator[Wire]:
    ends = Wire(settings)
    yield ends
    ends.close()


def test_story_is_published_on_all_its_channels(wire: Wire) -> None:
    wire.push_story(story_id="plain", body="Un séisme a frappé le Japon.", published="2026-11-23T10:00:00+01:00")

    (story,) = wire.await_story("stories", "plain")
    (enriched,) = wire.await_story("enriched", "plain")
    (mention,) = wire.await_story("event-mentions", "plain#1")
    assert json_of(story)["text"] == "Un séisme a frappé le Japon."
    assert json_of(enriched)["events"][0]["type"] == "CONSULT"
    assert json_of(mention)["story_id"] == "plain"


def test_records_carry_cloud_event_headers(wire: Wire) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    value = json.dumps({"story_id": "headed", "body": "Texte.", "published": "2026-11-23T10:00:00+01:00"}).encode()
    wire.push([value], key=b"headed", headers=[("traceparent", trace.encode())])

    (enriched,) = wire.await_story("enriched", "headed")
    headers = headers_of(enriched)
    assert len(headers.pop("ce_id")) == 32
    assert headers == {
        "ce_specversion": "1.0",
        "ce_source": "wirestream",
        "ce_type": "wirestream.enriched-story/1",
        "ce_time": "2026-11-23T10:00:00+01:00",
        "content-type": "application/json",
        "traceparent": trace,
    }


def test_same_text_again_is_no_new_revision(wire: Wire) -> None:
    for version in ("1", "1", "2"):
        wire.push_story(story_id="twice", version=version, body="Deux fois.", published="2026-11-23T10:00:00Z")
    wire.push_story(story_id="twice", version="3", revision=3, body="Trois fois.", published="2026-11-23T10:00:00Z")

    first, second = wire.await_story("enriched", "twice", 2)
    assert [json_of(record)["text"] for record in (first, second)] == ["Deux fois.", "Trois fois."]


def test_revisions_come_out_in_order(wire: Wire) -> None:
    for revision in range(1, 41):
        wire.push_story(story_id="ordered", revision=revision, body=f"Version {revision}." + " analysis is slow" * (revision % 3))

    published = wire.await_story("stories", "ordered", 40)
    assert [json_of(message)["revision"] for message in published] == list(range(1, 41))


def test_each_story_of_a_message_is_published_and_the_bad_one_named(wire: Wire) -> None:
    raw = json.dumps([{"story_id": "one"}, {"title": "no id"}, {"story_id": "three"}]).encode()

    wire.push([raw])

    letter = wire.await_dead_letter(raw)
    assert wire.await_story("stories", "one")
    assert wire.await_story("stories", "three")
    assert letter["dl_cause"] == "malformed"
    assert "1 refused: no story_id" in letter["dl_error"]


def test_dead_letter_keeps_key_bytes_and_headers(wire: Wire) -> None:
    raw = b"\x00\xff not a story \xe9"

    wire.push([raw], key=b"its key", headers=[("provider", b"AFP"), ("dl_attempt", b"2")], partition=1)

    headers = wire.await_dead_letter(raw)
    (letter,) = [message for message in wire.records["dead-letter"] if message.value() == raw]
    assert letter.key() == b"its key"
    assert headers.pop("dl_id") == f"{headers['dl_channel']}-1-{headers['dl_offset']}"
    assert headers.pop("dl_channel").endswith("raw")
    assert headers.pop("dl_time")
    assert headers.pop("dl_offset").isdigit()
    assert headers.pop("dl_received").isdigit()
    assert headers == {
        "provider": "AFP",
        "dl_cause": "malformed",
        "dl_error": "MalformedStory: not JSON (format='ninjs')",
        "dl_step": "parse",
        "dl_partition": "1",
        "dl_attempt": "3",
        "dl_story_id": "",
    }


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("analysis crashes", "worker-lost"),
        ("analysis hangs", "timeout"),
        ("analysis raises", "step-failed"),
        ("analysis eats memory", "step-failed"),
        ("parser crashes", "worker-lost"),
        ("parser hangs", "timeout"),
        ("parser raises", "step-failed"),
    ],
)
def test_only_the_story_that_fails_is_dead_lettered(wire: Wire, body: str, cause: str) -> None:
    name = body.replace(" ", "-")
    partition = {"key": name.encode(), "partition": 2}
    bad = json.dumps({"story_id": name, "body": body}).encode()
    neighbours = [json.dumps({"story_id": f"{name}-{n}", "body": "Bien."}).encode() for n in range(8)]

    wire.push([*neighbours[:4], bad, *neighbours[4:]], **partition)  # type: ignore[arg-type]  # two keywords of two types

    for n in range(8):
        assert wire.await_story("enriched", f"{name}-{n}")
    (letter,) = wire.until(
        lambda: [headers for message in wire.records["dead-letter"] if body.encode() in (message.value() or b"")
                 for headers in [headers_of(message)]],
        "its dead letter",
    )  # fmt: skip
    assert letter["dl_cause"] == cause
    assert letter["dl_story_id"] == ("" if body.startswith("parser") else name)
    assert not wire.of_story("enriched", name)


def test_late_older_revision_changes_nothing(wire: Wire) -> None:
    for revision in (2, 1, 3):
        wire.push_story(story_id="late", version=str(revision), revision=revision, body=f"Version {revision}.")

    published = wire.await_story("stories", "late", 2)
    assert [json_of(record)["revision"] for record in published] == [2, 3]


def test_event_that_a_revision_no_longer_has_is_taken_back(wire: Wire) -> None:
    wire.push_story(story_id="edited", version="1", revision=1, body="Un #feu et une #grève.")
    wire.push_story(story_id="edited", version="2", revision=2, body="Une #grève.")

    live, retracted, tombstone = wire.await_story("event-mentions", "edited#feu", 3)
    assert json_of(live)["record_status"] == "live"
    assert (json_of(retracted)["record_status"], json_of(retracted)["revision"]) == ("retracted", 2)
    assert tombstone.value() is None
    kept = wire.await_story("event-mentions", "edited#1", 2)
    assert [json_of(record)["record_status"] for record in kept] == ["live", "live"]


def test_canceled_story_is_taken_back_with_all_its_records(wire: Wire) -> None:
    wire.push_story(story_id="killed", revision=1, version="1", body="À ne plus lire.")
    wire.push_story(story_id="killed", revision=2, version="2", body="À ne plus lire.", status="canceled")

    for channel, key in (("stories", "killed"), ("enriched", "killed"), ("event-mentions", "killed#1")):
        live, retracted, tombstone = wire.await_story(channel, key, 3)
        assert json_of(live)["record_status"] == "live"
        assert json_of(retracted)["record_status"] == "retracted"
        assert b"plus lire" not in (retracted.value() or b"")
        assert tombstone.value() is None


@pytest.mark.parametrize("link", ["corrects", "replaces"])
def test_story_that_another_takes_back_goes(wire: Wire, link: str) -> None:
    wire.push_story(story_id=f"old {link}", body="Faux.")
    wire.await_story("stories", f"old {link}")

    wire.push_story(story_id=f"new {link}", body="Juste.", **{link: f"old {link}"})

    _, retracted, tombstone = wire.await_story("stories", f"old {link}", 3)
    assert (json_of(retracted)["record_status"], tombstone.value()) == ("retracted", None)
    assert json_of(wire.await_story("stories", f"new {link}")[0])["record_status"] == "live"


def test_forgotten_story_goes_for_good(wire: Wire, settings: Settings) -> None:
    wire.push_story(story_id="private", version="1", body="Un nom.")
    wire.await_story("stories", "private")

    forget(settings, "private")
    wire.await_story("event-mentions", "private#1", 3)
    wire.push_story(story_id="private", version="9", revision=9, body="Un nom encore.")
    wire.push_story(story_id="after private", body="Suite.")

    wire.await_story("stories", "after private")
    assert [message.value() is None for message in wire.of_story("stories", "private")] == [False, False, True]


def test_embargoed_story_goes_out_when_its_time_has_come(wire: Wire) -> None:
    until = time.time() + 2
    text = datetime.fromtimestamp(until, UTC).isoformat()
    wire.push_story(story_id="embargoed", body="Pas encore.", embargo_until=text)

    (story,) = wire.await_story("stories", "embargoed")
    assert until <= (story.timestamp()[1] / 1000) < until + 2
    assert not [letter for letter in wire.records["dead-letter"] if letter.key() == b"embargoed"]


def test_embargo_that_cannot_be_read_is_dead_lettered(wire: Wire) -> None:
    wire.push_story(story_id="someday", body="Pas encore.", embargo_until="demain")

    (letter,) = wire.until(
        lambda: [headers_of(message) for message in wire.records["dead-letter"] if message.key() == b"someday"], "its letter"
    )
    assert (letter["dl_cause"], letter["dl_step"], letter["dl_story_id"]) == ("malformed", "decode", "someday")
    assert not wire.of_story("stories", "someday")


@pytest.mark.parametrize("value", [None, b"", b"null", b"{", b"\xff" * 100_000])
def test_every_message_leaves_a_trace(wire: Wire, value: bytes | None) -> None:
    marker = f"after-{value!r:.20}"

    wire.push([value], partition=3)
    wire.push([json.dumps({"story_id": marker}).encode()], partition=3)

    assert wire.await_story("stories", marker)
    assert wire.await_dead_letter(value or b"")


def test_junk_in_the_inbox_is_dead_lettered(wire: Wire) -> None:
    wire.push([b'{"story_id": 3}'], key=b"foreign", channel="inbox")

    letter = wire.await_dead_letter(b'{"story_id": 3}')
    assert (letter["dl_cause"], letter["dl_step"]) == ("malformed", "decode")


def test_metrics_count_what_was_done(wire: Wire, worker: WorkerProcess) -> None:
    wire.push_story(story_id="counted")
    wire.await_story("enriched", "counted")

    status, body = worker.get("/metrics")

    assert status == 200
    for name in ("records_out_total", "in_flight", "batch_seconds_bucket", "lag_records", "lag_seconds", "commit_age_seconds"):
        assert f"wirestream_{name}" in body


@pytest.mark.parametrize("path", ["/", "/table", "/router", "/stats"])
def test_nothing_else_is_served(worker: WorkerProcess, path: str) -> None:
    assert worker.get(path)[0] == 404
