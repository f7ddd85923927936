"""Messages packed by gzip, as some feeds are under a name that ends in .xml. Unpacking is bounded like a message is."""

import zlib

from stream.errors import MalformedStory
from stream.wire.limits import RAW_LIMIT, keep_limit

_MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS  # zlib's own way to ask for gzip's header


def unpack(raw: bytes) -> bytes:
    """What a gzip archive holds; other bytes as they stand. An archive inside is left packed.

    Raises:
        HostileStory: over RAW_LIMIT, of which no more is ever unpacked.
        MalformedStory: the archive is broken or cut.
    """
    if not raw.startswith(_MAGIC):
        return raw
    unpacker = zlib.decompressobj(_GZIP)
    try:
        data = unpacker.decompress(raw, RAW_LIMIT + 1)
    except zlib.error as error:
        raise MalformedStory(f"a broken archive: {error}") from error
    keep_limit("raw", len(data), RAW_LIMIT)
    if not unpacker.eof:
        raise MalformedStory("an archive that was cut")
    return data
