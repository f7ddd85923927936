"""Bytes of a wire to text.

Of XML wires that declare ISO-8859-1 or -15 (a quarter of all) one in two is UTF-8 in truth, so strict UTF-8 goes first and
the declaration second. UTF-16 may lack its byte order mark. Bytes that nothing declares are Latin where few of them are
above 127, as in every West European language; charset-normalizer decides the rest from a sample.
"""

import codecs
import re

from charset_normalizer import from_bytes

from stream.wire.characters import repair

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_OE_IN_LATIN9 = re.compile(rb"[A-Za-z]\xbd[a-z]|\xbdu")
_C1 = re.compile(rb"[\x80-\x9f]")
_ASCII = bytes(range(0x80))
_HIGH_MARKED = bytes(0x80) + b"\x01" * 0x80  # a sequence of UTF-8 is two such bytes at least
_LINE_END = re.compile(r"\r+\n|\r")  # teletypes send two carriage returns, to give the carriage its time
_SAMPLE_BYTES = 16_384
_ZERO_SHARE = 0.4  # of the bytes on one side of UTF-16 without a byte order mark; Latin letters have a zero each
_LATIN_SHARE = 0.25  # French has some 4 % accented letters, Swedish 7 %; Greek and Cyrillic over 80 %


def decode(raw: bytes, *, content_type: str | None = None) -> str:
    """The text of `raw`, line ends as `\\n`. Never raises: bytes that fit nothing become U+FFFD."""
    text = repair(_decode(raw, content_type))
    return _level_line_ends(text) if "\r" in text else text


def _level_line_ends(text: str) -> str:
    if "\r\r\r" in text:
        return _LINE_END.sub("\n", text)
    # The same for at most two carriage returns in a row, in a tenth of the time.
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes, content_type: str | None) -> str:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(encoding, "replace")
    if unmarked := _unmarked_utf16(raw):
        return raw.decode(unmarked, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if _is_damaged_utf8(raw):
            return raw.decode("utf-8", "replace")
    return raw.decode(_declared(raw, content_type) or _guess(raw), "replace")


def _unmarked_utf16(raw: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by zeros that stand on one side of each pair."""
    sample = raw[:4096]
    if sample and 0 not in sample:
        return None
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if max(first, second) < _ZERO_SHARE * len(sample) / 2 or min(first, second) > 0.05 * len(sample):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _is_damaged_utf8(raw: bytes) -> bool:
    """A few broken bytes among many sound sequences: UTF-8 that was cut."""
    sample = raw[:_SAMPLE_BYTES]
    if b"\x01\x01" not in sample.translate(_HIGH_MARKED):
        return False
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(text.encode("utf-8")) - len(text) - 2 * broken
    return sound > 2 * broken


def _declared(raw: bytes, content_type: str | None) -> str | None:
    found = _XML_ENCODING.match(raw[:300])
    hint = _CHARSET.search(content_type or "")
    name = found[1].decode("ascii") if found else hint[1] if hint else None
    if name is None:
        return None
    try:
        encoding = codecs.lookup(name).name
        "".encode(encoding)
        raw[:1].decode(encoding, "replace")
    except (LookupError, TypeError, ValueError):
        return None
    if encoding in ("utf-8", "ascii"):
        return None
    # Windows agencies write cp1252 and call it Latin-1; ISO-8859-1 has no printable character there.
    return "cp1252" if encoding == "iso8859-1" and _C1.search(raw) else encoding


def _guess(raw: bytes) -> str:
    sample = raw[:_SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) <= _LATIN_SHARE * len(sample):
        if b"\xbd" in sample and not _C1.search(sample) and _OE_IN_LATIN9.search(sample):
            return "iso8859-15"
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def looks_like_text(text: str) -> bool:
    """Whether decoded text is made of words: no control codes of transmission, mostly letters, digits and spaces."""
    sample = text[:4096]
    if not sample:
        return False
    other = sample.encode("utf-8", "surrogatepass").translate(None, _ASCII_WORDLIKE).decode("utf-8", "surrogatepass")
    if _TRANSMISSION.search(other):
        return False
    marks = len(other) - sum(map(str.isalnum, other)) - sum(map(str.isspace, other))
    odd = 0 if other.isprintable() else sum(not (char.isprintable() or char.isspace()) for char in other)
    return len(sample) - marks >= 0.6 * len(sample) and odd <= 0.01 * len(sample) + 1 and any(map(str.isalpha, sample))


# SOH STX ETX EOT ENQ ACK and SYN belong to IPTC 7901 and ANPA 1312 lines.
_TRANSMISSION = re.compile("[\x01-\x06\x16]")


# Nearly all of a text; what is left of it without them is looked at one by one.
_ASCII_WORDLIKE = bytes(code for code in range(128) if chr(code).isalnum() or chr(code).isspace())


_BINARY_STARTS = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",
    b"%PDF",
    b"{\\rtf",
    b"\x1f\x8b",
    b"BZh91AY",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
)
# Tables of ANPA 1312 part their cells by control codes.
_HEADER_START = re.compile(rb"[\s\x00\x16\x7f]{0,40}\x01[A-Za-z]{0,6}\d{2,6}[ \x1fA-Za-z_-]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")


def is_binary(raw: bytes) -> bool:
    """Whether bytes are a file of pictures, archives or the like, or noise: known starts, or over 5 % of control codes."""
    if raw.startswith(tuple(bom for bom, _ in _BOMS)) or _unmarked_utf16(raw) or _HEADER_START.match(raw):
        return False
    sample = raw[:4096]
    return raw.startswith(_BINARY_STARTS) or len(sample) - len(sample.translate(None, _CONTROLS)) > 0.05 * len(sample) + 4
