"""A message as the formats get it, and what one of its stories comes to."""

from collections.abc import Callable, Iterator

import msgspec

from stream.errors import StoryRefused
from stream.wire.draft import Draft


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Decoded text of one message, with the producer's hints."""

    text: str
    content_type: str | None = None
    filename: str | None = None
    root: str | None = None
    """Local name of the XML root; None when the text is no XML."""


class Format(msgspec.Struct, frozen=True):
    """A wire format: how its messages are recognised, and how their stories are read."""

    recognises: Callable[[Message], bool]
    read: Callable[[Message], Iterator[Draft | StoryRefused]]
    """One Draft a story, or why that story is refused; raises StoryRefused when none can be told apart."""


def each_story(items: Iterator[Callable[[], Draft]]) -> Iterator[Draft | StoryRefused]:
    """Read items one by one, so that a bad one does not take the good ones down."""
    for read in items:
        try:
            yield read()
        except StoryRefused as refused:
            yield refused
