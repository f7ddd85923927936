"""Messages of our own in every format, and what may befall them on the way: the inputs of the fuzzing."""

import random
from collections.abc import Callable

from tests.wire.written import END, WRITERS, Written

_VARIANTS = (
    Written(),
    Written(killed=True),
    Written(embargo="2024-05-15T18:30:00Z", note="corrige la date"),
    Written(headline=None, byline=None, signoff=None),
    Written(body_html=f"<p>{END}</p><ul><li>Un</li></ul><table><tr><td>a</td><td>b</td></tr></table>"),
)
SEEDS: tuple[bytes, ...] = tuple(write(variant) for write in WRITERS.values() for variant in _VARIANTS)
"""Each format in each variant."""

_TOKENS = (
    *(
        b"<",
        b">",
        b"</p>",
        b"<p>",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE x [",
        b"<!ENTITY a 'b'>",
        b"&a;",
        b"&amp;lt;",
        b"&#0;",
        b"&#x110000;",
    ),
    *(
        b"<xi:include href='file:///etc/passwd'/>",
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"xmlns:a='b'",
        b"<nitf>",
        b"<item>",
        b"<entry>",
    ),
    *(b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"NaN", b"1e999", b"\\ud800", b"\\u0000", b'"uri":', b'{"a":'),
    *(
        b"\x00",
        b"\x01",
        b"\x02",
        b"\x03",
        b"\x04",
        b"\x0e",
        b"\x0f",
        b"\x1b",
        b"\x1f",
        b"\x16\x16\x01",
        b"\x7f",
        b"^",
        b"=",
        b"\n",
        b"\r\n",
    ),
    *(
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xe2\x80",
        b"\xc3\x83\xc2\xa9",
        b"\x1f\x8b\x08",
        b"\x92",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
    ),
    *(
        b"KILL",
        b"EMBARGO 31 f\xc3\xa9vrier 2024",
        b"(AFP) -",
        b"2024-13-45T99:99:99+99:99",
        b"0" * 40,
        b"///",
        b"# Notebook",
        b"(lead)",
    ),
)


def damaged(dice: random.Random) -> bytes:
    """A message of ours with one to six accidents."""
    message = dice.choice(SEEDS)
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        message = dice.choice(_ACCIDENTS)(message, dice)
    return message


def _span(message: bytes, dice: random.Random, longest: int = 400) -> tuple[int, int]:
    start = dice.randrange(len(message) + 1)
    return start, min(len(message), start + dice.randrange(longest))


def _bits(message: bytes, dice: random.Random) -> bytes:
    changed = bytearray(message)
    for _ in range(dice.choice((1, 3, 20))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(message: bytes, dice: random.Random) -> bytes:
    start, end = _span(message, dice)
    return message[:start] + message[end:]


def _end(message: bytes, dice: random.Random) -> bytes:
    return message[: dice.randrange(len(message) + 1)]


def _insert(message: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(message) + 1)
    return message[:at] + dice.choice(_TOKENS) * dice.choice((1, 1, 2, 50, 2_000)) + message[at:]


def _repeat(message: bytes, dice: random.Random) -> bytes:
    start, end = _span(message, dice, 200)
    return message[:start] + message[start:end] * dice.choice((2, 3, 100)) + message[end:]


def _splice(message: bytes, dice: random.Random) -> bytes:
    other = dice.choice(SEEDS)
    start, end = _span(other, dice, 2_000)
    at = dice.randrange(len(message) + 1)
    return message[:at] + other[start:end] + message[at:]


def _join(message: bytes, dice: random.Random) -> bytes:
    return message + dice.choice(SEEDS)


def _encode(message: bytes, dice: random.Random) -> bytes:
    text = message.decode("utf-8", "replace")
    return text.encode(
        dice.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso8859-15", "cp1251", "cp037")), "replace"
    )


_ACCIDENTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _bits,
    _cut,
    _end,
    _insert,
    _insert,
    _repeat,
    _splice,
    _join,
    _encode,
)
