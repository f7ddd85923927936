"""What travels between the worker and its NLP processes: batches of Kafka messages in, messages to send out.

Everything is plain bytes and text. A spaCy Doc never crosses: pickled it drags its vocabulary along, 46 MB a story.
On a slot's socket each message is a frame: its length in four bytes, then MessagePack.

The model server's control socket carries five bytes a message. FORK and a zero: fork a slot on the socket that comes
along (SCM_RIGHTS). KILL and a process id: end this slot. The server itself says one thing, READY.
"""

import struct
from io import BufferedIOBase
from typing import Literal

import msgspec

JobName = Literal["parse", "enrich"]


class Incoming(msgspec.Struct, frozen=True, array_like=True):
    """One message of an input channel."""

    value: bytes | None
    headers: dict[str, str]
    """The last value of each header; what is not UTF-8 with replacement characters."""
    time_ms: int = 0
    """Its Kafka timestamp, in milliseconds since 1970."""


class Received(msgspec.Struct, frozen=True):
    """A message as Kafka gave it, and where: what a dead letter keeps."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    """As they came, repeated names too; a null value as an empty one."""
    time_ms: int
    """Its Kafka timestamp, in milliseconds since 1970."""


class Outgoing(msgspec.Struct, frozen=True, array_like=True):
    """One message to send."""

    channel: str
    """A name in CHANNELS."""
    key: bytes | None
    value: bytes | None
    """None is a tombstone."""
    headers: list[tuple[str, bytes]]

    @property
    def size_bytes(self) -> int:
        """What the message takes in a record batch, rounded up: 16 bytes a header and 128 for the batch are enough."""
        headers = sum(len(name.encode()) + len(value) + 16 for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + 128


# Far below the 64 KiB that a dead letter may be larger than the message it holds.
ERROR_CHARACTERS = 2000


class Failure(msgspec.Struct, frozen=True, array_like=True):
    """Why a message goes to the dead letters."""

    cause: str
    """One word."""
    error: str
    step: str
    """Where it happened: `parse`, `decode`, `enrich`, `publish`."""
    story_id: str | None = None


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What became of one input message; a message of several stories can have both."""

    outputs: list[Outgoing] = []
    failure: Failure | None = None


class Request(msgspec.Struct, frozen=True, array_like=True):
    """A batch for a slot."""

    job: JobName
    batch: list[Incoming]


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a slot made of a batch."""

    outcomes: list[Outcome]
    """One a message, in its order."""
    seconds: dict[str, float]
    """Step → seconds spent in it, on all of the batch."""


CONTROL = struct.Struct("!cI")
FORK, KILL, READY = b"F", b"K", b"R"

_LENGTH = struct.Struct("!I")
LENGTH_BYTES = _LENGTH.size
encode = msgspec.msgpack.encode
decode_request = msgspec.msgpack.Decoder(Request).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


def frame(payload: bytes) -> bytes:
    """The payload with its length before it."""
    return _LENGTH.pack(len(payload)) + payload


def frame_length(head: bytes) -> int:
    """The length of the payload that follows the first LENGTH_BYTES of a frame."""
    length: int = _LENGTH.unpack(head)[0]
    return length


def read_frame(stream: BufferedIOBase) -> bytes | None:
    """The next frame's payload from a buffered stream; None when the other end has closed."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    wanted = frame_length(head)
    payload = stream.read(wanted)
    return payload if len(payload) == wanted else None
