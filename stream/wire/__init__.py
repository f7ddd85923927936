"""Wire formats: bytes of a message → Story. No I/O, nothing is ever fetched.

One file a format, one line in FORMATS. A format recognises its messages by their content; the producer's content type and
file name are hints that decide nothing by themselves (agencies send XML as text/plain, JSON as .txt). Size, depth and
count are bounded, so that no message holds the worker up: over a limit it is refused as HostileStory.
"""

import msgspec

from stream.errors import EmptyStory, StoryRefused, UnknownFormat
from stream.story import Story
from stream.wire import anpa1312, iptc7901, newsml1, newsmlg2, ninjs, nitf, plain, rss
from stream.wire.archive import unpack
from stream.wire.draft import Draft, finish
from stream.wire.limits import RAW_LIMIT, STORY_LIMIT, keep_limit
from stream.wire.message import Format, Message
from stream.wire.text import decode, is_binary
from stream.wire.xmltree import root_name

FORMATS: dict[str, Format] = {
    "newsmlg2": Format(newsmlg2.recognises, newsmlg2.read),
    "newsml1": Format(newsml1.recognises, newsml1.read),
    "nitf": Format(nitf.recognises, nitf.read),
    "rss": Format(rss.recognises, rss.read),
    "ninjs": Format(ninjs.recognises, ninjs.read),
    "anpa1312": Format(anpa1312.recognises, anpa1312.read),
    "iptc7901": Format(iptc7901.recognises, iptc7901.read),
    "plain": Format(plain.recognises, plain.read),
}
"""Format → how it is recognised and read. The first that recognises a message has it, so plain text, any words, is last."""


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a message held."""

    stories: tuple[Story, ...] = ()
    refused: tuple[StoryRefused, ...] = ()
    """Why other stories of the same message are missing."""


def detect(raw: bytes, *, content_type: str | None = None, filename: str | None = None) -> str:
    """The format of a message, by its content.

    Raises:
        UnknownFormat: none of FORMATS recognises it.
        HostileStory: over RAW_LIMIT.
    """
    return _detect(_message(raw, content_type, filename))


def parse(raw: bytes, *, content_type: str | None = None, filename: str | None = None, provider: str | None = None) -> Parsed:
    """The stories of a message.

    Args:
        raw: the bytes as the agency sent them, which may be packed by gzip.
        content_type: a hint, of which only the charset is used, where the bytes are not UTF-8 and declare nothing.
        filename: a hint for error messages.
        provider: the agency, used where the message names none.

    Raises:
        StoryRefused: none of its stories can be read; of the errors of several stories, the first.
    """
    message = _message(raw, content_type, filename)
    stories: list[Story] = []
    refused: list[StoryRefused] = []
    name = _detect(message)
    for item in FORMATS[name].read(message):
        keep_limit("stories", len(stories) + len(refused) + 1, STORY_LIMIT)
        try:
            stories.append(_finished(item, provider))
        except StoryRefused as error:
            refused.append(_named(error, item, name))
    if not stories:
        raise refused[0] if refused else EmptyStory("a message without any story", format=name)
    return Parsed(stories=tuple(stories), refused=tuple(refused))


def _finished(item: Draft | StoryRefused, provider: str | None) -> Story:
    if isinstance(item, StoryRefused):
        raise item
    return finish(item, provider=provider)


def _named(error: StoryRefused, item: Draft | StoryRefused, name: str) -> StoryRefused:
    """The error with the story it is about, so that a dead letter can name the bad ones of a message."""
    known = {"format": name, "story_id": item.story_id if isinstance(item, Draft) else None}
    return type(error)(error.message, **{**known, **error.fields})


def _message(raw: bytes, content_type: str | None, filename: str | None) -> Message:
    keep_limit("raw", len(raw), RAW_LIMIT)
    raw = unpack(raw)
    if is_binary(raw):
        raise UnknownFormat("not text", filename=filename, content_type=content_type)
    text = decode(raw, content_type=content_type)
    return Message(text=text, content_type=content_type, filename=filename, root=root_name(text))


def _detect(message: Message) -> str:
    for name, format_ in FORMATS.items():
        if format_.recognises(message):
            return name
    raise UnknownFormat(
        "no format recognises the message", root=message.root, filename=message.filename, content_type=message.content_type
    )
