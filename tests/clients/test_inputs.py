import gzip
import hashlib
import io
import sys
from pathlib import Path

import pytest

from stream.clients.inputs import Raw, Refused, read
from stream.errors import HostileStory, MalformedStory

LIMIT = 100


def _read(path: Path, data: bytes) -> list[Raw | Refused]:
    path.write_bytes(data)
    return list(read([str(path)], LIMIT))


def _sources(results: list[Raw | Refused]) -> list[tuple[str, object]]:
    return [(Path(found.source).name, found.data if isinstance(found, Raw) else type(found.error)) for found in results]


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[bytes | str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return [found.data if isinstance(found, Raw) else found.source for found in read(["-"], LIMIT)]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf<a>\r\n\r\n</a> \n", b"\x01\xff\x00", b"x" * LIMIT])
def test_file_is_one_message_with_its_bytes_unchanged(tmp_path: Path, data: bytes) -> None:
    assert _sources(_read(tmp_path / "a.xml", data)) == [("a.xml", data)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_line_is_one_message(tmp_path: Path, name: str) -> None:
    results = _read(tmp_path / name, b'{"a": 1}\n{"b": 2}\r\n')

    assert _sources(results) == [(f"{name}:1", b'{"a": 1}'), (f"{name}:2", b'{"b": 2}')]


def test_empty_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    assert _sources(_read(tmp_path / "a.jsonl", b"one\n\n \nfour")) == [("a.jsonl:1", b"one"), ("a.jsonl:4", b"four")]


@pytest.mark.parametrize(("name", "sources"), [("a.jsonl.gz", ["a.jsonl.gz:1", "a.jsonl.gz:2"]), ("a.xml.gz", ["a.xml.gz"])])
def test_archive_is_unpacked(tmp_path: Path, name: str, sources: list[str]) -> None:
    results = _read(tmp_path / name, gzip.compress(b"one\ntwo\n"))

    assert [source for source, _ in _sources(results)] == sources


def test_message_over_the_limit_is_refused(tmp_path: Path) -> None:
    assert _sources(_read(tmp_path / "a.xml", b"x" * (LIMIT + 1))) == [("a.xml", HostileStory)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_at_the_limit_is_taken_whatever_its_end(tmp_path: Path, end: bytes) -> None:
    assert _sources(_read(tmp_path / "a.jsonl", b"x" * LIMIT + end)) == [("a.jsonl:1", b"x" * LIMIT)]


@pytest.mark.parametrize("length", [LIMIT + 1, LIMIT + 2, LIMIT + 3, 5 * LIMIT])
def test_reading_goes_on_behind_a_line_over_the_limit(tmp_path: Path, length: int) -> None:
    results = _read(tmp_path / "a.jsonl", b"x" * length + b"\nnext\n")

    assert _sources(results) == [("a.jsonl:1", HostileStory), ("a.jsonl:2", b"next")]


def test_line_that_unpacks_without_end_ends_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"

    results = _read(path, gzip.compress(b"x" * 100_000 + b"\nnext\n"))

    assert _sources(results) == [("bomb.jsonl.gz:1", MalformedStory)]


def test_archive_of_one_huge_message_is_refused(tmp_path: Path) -> None:
    assert _sources(_read(tmp_path / "bomb.xml.gz", gzip.compress(b"x" * 100_000))) == [("bomb.xml.gz", HostileStory)]


def test_archive_that_breaks_off_gives_what_comes_before(tmp_path: Path) -> None:
    lines = b"".join(hashlib.sha256(bytes([number % 256])).hexdigest().encode() + b"\n" for number in range(5000))

    *taken, refused = _read(tmp_path / "a.jsonl.gz", gzip.compress(lines)[:-100])

    assert isinstance(refused, Refused)
    assert isinstance(refused.error, MalformedStory)
    assert all(isinstance(line, Raw) for line in taken)
    assert len(taken) > 1000


def test_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(b"plain")

    (refused,) = read([str(path)], LIMIT)

    assert isinstance(refused, Refused)


@pytest.mark.parametrize("name", ["missing.xml", "."])
def test_file_that_cannot_be_opened_is_refused_and_others_go_on(tmp_path: Path, name: str) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(b"good")

    refused, taken = read([str(tmp_path / name), str(good)], LIMIT)

    assert isinstance(refused, Refused)
    assert isinstance(taken, Raw)


@pytest.mark.parametrize("data", [b"", b"plain\ntext", b'{"a": 1}', b'{"a": 1}\n', b'{\n"a": 1}\n', b'"a"\n"b"\n'])
def test_stdin_is_one_message(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    assert _stdin(monkeypatch, data) == [data]


def test_stdin_of_several_json_objects_is_one_message_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _stdin(monkeypatch, b'{"a": 1}\n{"b": 2}\nnot json\n') == [b'{"a": 1}', b'{"b": 2}', b"not json"]


def test_stdin_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _stdin(monkeypatch, b"x" * (LIMIT + 1)) == ["-"]
