"""Dead letters: what could not be processed, with its original key, bytes and headers, and `dl_…` headers that say why.

`dl_attempt` counts: a message that was redriven brings the headers of its last failure, which the new ones replace;
`dl_previous` is that failure's `dl_id`. `dl_received` is the message's own Kafka timestamp, in milliseconds since 1970: a
revision keeps its place when it is redriven. Unknown is empty. Only `dl_time` comes from the clock.
"""

from datetime import datetime

from stream.channels import DEAD_LETTER
from stream.worker.messages import Failure, Outgoing, Received

_PREFIX = "dl_"
_FIRST_ATTEMPT = 1
_LONGEST_ATTEMPT = 9  # digits: a header is anybody's


def dead_letter(message: Received, failure: Failure, now: datetime) -> Outgoing:
    """The dead letter of a message that came from Kafka."""
    kept = [(name, value) for name, value in message.headers if not name.startswith(_PREFIX)]
    brought = dict(message.headers)
    fields = {
        "dl_id": f"{message.topic}-{message.partition}-{message.offset}",
        "dl_cause": failure.cause,
        "dl_error": failure.error,
        "dl_step": failure.step,
        "dl_channel": message.topic,
        "dl_partition": str(message.partition),
        "dl_offset": str(message.offset),
        "dl_received": str(message.time_ms),
        "dl_time": now.isoformat(timespec="milliseconds"),
        "dl_attempt": str(_attempt(brought)),
        "dl_story_id": failure.story_id or "",
    }
    if "dl_id" in brought:
        fields["dl_previous"] = brought["dl_id"].decode("utf-8", "replace")
    headers = [*kept, *((name, text.encode("utf-8", "backslashreplace")) for name, text in fields.items())]
    # A client sends nothing that has neither key nor value.
    value = b"" if message.key is None and message.value is None else message.value
    return Outgoing(DEAD_LETTER.name, message.key, value, headers)


def without_content(letter: Outgoing) -> Outgoing:
    """The dead letter as a pointer only, its value empty: `dl_channel`, `dl_partition` and `dl_offset` say where it is."""
    ours = [(name, value) for name, value in letter.headers if name.startswith(_PREFIX)]
    return Outgoing(letter.channel, letter.key, b"", ours)


def _attempt(headers: dict[str, bytes]) -> int:
    last = headers.get("dl_attempt", b"")
    return int(last) + 1 if last.isdigit() and len(last) <= _LONGEST_ATTEMPT else _FIRST_ATTEMPT
