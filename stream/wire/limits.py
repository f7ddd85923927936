"""How much one message may hold: bounds on time and memory, far above what wires send."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from stream.errors import HostileStory

RAW_LIMIT = 8 * 1024 * 1024
"""Bytes of one message, and of what a packed one unpacks to; the channel `wire.raw` takes no more."""
STORY_LIMIT = 1_000
"""Stories in one message; the largest real package has some 30."""
TEXT_LIMIT = 2_000_000
"""Code points of a story's text; the longest of 4,936 stories has some 12,000."""
PARAGRAPH_LIMIT = 50_000
"""Paragraphs of a story, and lines of a body in plain text."""
ID_LIMIT = 1_000
"""Code points of a story's id, which is a Kafka key; the longest real one has some 120."""
LIST_LIMIT = 5_000
"""Entries of a story's subjects, keywords or links."""


T = TypeVar("T")


def keep_limit(limit: str, value: int, most: int) -> None:
    """Refuse what is over a limit.

    Raises:
        HostileStory: `limit` names it.
    """
    if value > most:
        raise HostileStory("over a limit", limit=limit, value=value, most=most)


def bounded(items: Iterable[T]) -> tuple[T, ...]:
    """Entries of a list up to one over LIST_LIMIT, so that the rest of a million costs nothing before it is refused."""
    return tuple(islice(items, LIST_LIMIT + 1))


def keep_body_limits(text: str) -> None:
    """Refuse a body in one string that is too long, before anything walks through it.

    Raises:
        HostileStory: over TEXT_LIMIT or PARAGRAPH_LIMIT.
    """
    keep_limit("text", len(text), TEXT_LIMIT)
    keep_limit("paragraphs", text.count("\n"), PARAGRAPH_LIMIT)
