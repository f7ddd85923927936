"""What senders should not send, with the real parser: each message ends as a story or as a failure with a cause."""

import pytest

from stream.wire import parse
from stream.worker.jobs import jobs
from stream.worker.messages import Incoming
from tests.worker.fakes import enrich

_BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><newsItem guid="x">&c;&c;&c;</newsItem>'

CASES: dict[str, tuple[bytes | None, set[str | None]]] = {
    "nothing": (None, {"empty", "unknown-format"}),
    "no bytes": (b"", {"empty", "unknown-format"}),
    "white space": (b" \r\n\t ", {"empty", "unknown-format"}),
    "null bytes": (b"\x00" * 1000, {"empty", "unknown-format"}),
    "a picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8, {"unknown-format"}),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4, {"unknown-format"}),
    "JSON cut short": (b'{"uri": "urn:x", "headline": "Tit', {"malformed"}),
    "JSON of no story": (b"[1, 2, 3]", {"malformed", "unknown-format", None}),
    "JSON too deep": (b"[" * 100_000 + b"]" * 100_000, {"hostile", "malformed", "unknown-format", None}),
    "XML cut short": (b'<?xml version="1.0"?><newsItem guid="x"><contentSet>', {"malformed"}),
    "XML of no story": (b"<html><body>Bonjour</body></html>", {"malformed", "unknown-format", "empty", None}),
    "entity bomb": (_BOMB, {"hostile", "malformed"}),
    "over the limit": (b"x" * (8 * 1024 * 1024 + 1), {"hostile"}),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_message_has_an_outcome(name: str) -> None:
    value, causes = CASES[name]

    (outcome,) = jobs(parse, enrich)["parse"]([Incoming(value, {})])

    assert (outcome.failure.cause if outcome.failure else None) in causes
    assert outcome.failure or outcome.outputs


def test_latin_text_is_a_story() -> None:
    (outcome,) = jobs(parse, enrich)["parse"]([Incoming("Le séisme a été ressenti à Nîmes.".encode("latin-1"), {})])

    assert outcome.failure is None
    assert "séisme".encode() in (outcome.outputs[0].value or b"")
