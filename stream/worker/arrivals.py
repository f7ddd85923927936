"""Reading the inbox: a message as the story or notice that it carries, or why it is neither."""

import time

import msgspec

from stream.story import Story
from stream.worker import lifecycle
from stream.worker.effects import Arrival
from stream.worker.lifecycle import Notice
from stream.worker.messages import ERROR_CHARACTERS, Failure, Received
from stream.worker.outputs import RECEIVED

_STORY, _NOTICE = "story/1", "notice/1"
# Milliseconds since 1970 have 13 digits until the year 2286.
_LONGEST_TIME = 15

_decode_story = msgspec.json.Decoder(Story).decode
_decode_notice = msgspec.json.Decoder(Notice).decode


class _Schema(msgspec.Struct):
    schema: str = _STORY


_decode_schema = msgspec.json.Decoder(_Schema).decode


def arrival(source: Received) -> Arrival | Failure:
    """A message of the inbox, decoded and checked: what only a foreign producer would write is refused."""
    value = source.value or b""
    try:
        schema = _decode_schema(value).schema
        message = _decode_notice(value) if schema == _NOTICE else _decode_story(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return _refused(f"not a story record: {error}")
    if wrong := _wrong(source, message, schema):
        return _refused(wrong)
    headers = tuple((name, text.decode("utf-8", "replace")) for name, text in source.headers)
    order = lifecycle.order_of(message, _received_ms(dict(headers).get(RECEIVED, ""), source.time_ms))
    return Arrival(message=message, value=value, order=order, now=time.time(), offset=source.offset, headers=headers)


def _wrong(source: Received, message: Story | Notice, schema: str) -> str | None:
    """What is wrong with a record that can be read."""
    if schema not in (_STORY, _NOTICE):
        return f"a record of another version: {schema!r}"
    if source.key != message.story_id.encode():
        return f"the key is not the story's id, {message.story_id!r}"
    if isinstance(message, Notice) or message.status != "usable":
        return None
    if message.record_status != "live":
        return f"a usable story that is {message.record_status}"
    if lifecycle.embargo_end(message) == lifecycle.NEVER:
        return f"cannot read the embargo {message.embargo_until!r}"
    return None


def _received_ms(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIME else otherwise


def _refused(why: str) -> Failure:
    return Failure("malformed", why[:ERROR_CHARACTERS], "decode")
