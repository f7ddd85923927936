"""Input files: what a command takes as raw wire messages.

A file is one message, bytes as they stand; `.jsonl` and `.ndjson` hold one message a line, and `.gz` of either kind is
unpacked. `-` is stdin, and holds one message a line if its first line is a JSON object and more lines follow: no single
message looks like that. Memory is bounded by the size limit of a message, whatever a line, a file or an archive unpacks
to; what is over it is refused, and reading goes on behind it.
"""

import contextlib
import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec
import orjson

from stream.errors import HostileStory, MalformedStory

STDIN = "-"
_LINES = (".jsonl", ".ndjson")
# A line longer than this many limits is not skipped to its end: a 10 MB archive can hold a line of 10 GB.
_SKIPPED_LIMITS = 16


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One raw message."""

    source: str
    """What to call it: `FILE`, or `FILE:LINE`."""
    filename: str | None
    """The file's own name; None from stdin."""
    data: bytes
    line: bool = False
    """One line of a file, whose name then says nothing about the message."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """One input that is not to be had."""

    source: str
    error: Exception


def read(files: Iterable[str], limit_bytes: int) -> Iterator[Raw | Refused]:
    """The messages of files in order, and in their places those that are refused.

    Args:
        files: paths; `-` for stdin.
        limit_bytes: of the largest message.
    """
    for file in files:
        try:
            with _opened(file) as stream:
                yield from _messages(file, stream, limit_bytes)
        except OSError as error:
            yield Refused(source=file, error=error)


@contextlib.contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
    elif file.endswith(".gz"):
        with gzip.open(file, "rb") as unpacked:
            yield unpacked  # type: ignore[misc]  # a GzipFile reads like any binary file
    else:
        with open(file, "rb") as plain:
            yield plain


def _messages(file: str, stream: BinaryIO, limit_bytes: int) -> Iterator[Raw | Refused]:
    filename = None if file == STDIN else Path(file).name
    if file == STDIN:
        yield from _stdin_messages(stream, limit_bytes)
    elif file.removesuffix(".gz").endswith(_LINES):
        yield from _line_messages(file, filename, _lines(stream, limit_bytes))
    else:
        yield _whole(file, filename, _rest(b"", stream, limit_bytes))


def _stdin_messages(stream: BinaryIO, limit_bytes: int) -> Iterator[Raw | Refused]:
    first = stream.readline(limit_bytes + 1)
    if _is_object(first) and (second := _next_line(stream, limit_bytes)):
        yield from _line_messages(STDIN, None, chain((first, second), _lines(stream, limit_bytes)))
    else:
        yield _whole(STDIN, None, _rest(first, stream, limit_bytes))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


Read = bytes | Exception | None
"""A piece that was read, why it could not be, or None at the end."""


def _rest(head: bytes, stream: BinaryIO, limit_bytes: int) -> Read:
    try:
        data = head + stream.read(limit_bytes + 1 - len(head))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return MalformedStory(f"broken archive: {error}")
    return _too_large(limit_bytes) if len(data) > limit_bytes else data


def _lines(stream: BinaryIO, limit_bytes: int) -> Iterator[Read]:
    while (line := _next_line(stream, limit_bytes)) is not None:
        yield line
        if isinstance(line, MalformedStory):
            return


def _next_line(stream: BinaryIO, limit_bytes: int) -> Read:
    """The next line with its end, a HostileStory for one that is too long, a MalformedStory where reading ends early."""
    room = limit_bytes + 2  # the line's end, two bytes at most, is not part of the message
    try:
        line = stream.readline(room)
        if not line.endswith(b"\n") and len(line) == room:
            return _skip_line(stream, limit_bytes)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return MalformedStory(f"broken archive: {error}")
    return (line if len(line.rstrip(b"\r\n")) <= limit_bytes else _too_large(limit_bytes)) or None


def _skip_line(stream: BinaryIO, limit_bytes: int) -> Exception:
    for _ in range(_SKIPPED_LIMITS):
        piece = stream.readline(limit_bytes)
        if not piece or piece.endswith(b"\n"):
            return _too_large(limit_bytes)
    return MalformedStory("a line without end; the rest of the file is left out", limit=limit_bytes)


def _too_large(limit_bytes: int) -> HostileStory:
    return HostileStory("larger than a message may be", limit=limit_bytes)


def _whole(source: str, filename: str | None, data: Read, *, line: bool = False) -> Raw | Refused:
    if isinstance(data, Exception):
        return Refused(source=source, error=data)
    return Raw(source=source, filename=filename, data=data or b"", line=line)


def _line_messages(file: str, filename: str | None, lines: Iterable[Read]) -> Iterator[Raw | Refused]:
    for number, line in enumerate(lines, 1):
        if isinstance(line, Exception) or (line and line.strip()):
            data = line.rstrip(b"\r\n") if isinstance(line, bytes) else line
            yield _whole(f"{file}:{number}", filename, data, line=True)
