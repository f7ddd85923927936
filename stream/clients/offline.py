"""Parsing and enriching without Kafka: raw messages in, records out, a few stories in memory at a time."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stream import wire
from stream.clients.inputs import Raw, Refused
from stream.errors import StoryRefused
from stream.story import Story

if TYPE_CHECKING:  # at run time it would load spaCy, a second, for `parse` too
    from stream.records import EnrichedStory

# 16 stories keep spaCy's batches full and their parses at some 50 MB.
BATCH_STORIES = 16


def parse(messages: Iterable[Raw | Refused], *, provider: str | None = None) -> Iterator[Story | Refused]:
    """The stories of raw messages in order; a message may hold several, and some of them be refused."""
    for message in messages:
        if isinstance(message, Refused):
            yield message
            continue
        try:
            parsed = wire.parse(message.data, filename=None if message.line else message.filename, provider=provider)
        except StoryRefused as error:
            yield Refused(source=message.source, error=error)
            continue
        yield from parsed.stories
        for refusal in parsed.refused:
            yield Refused(source=message.source, error=refusal)


def enrich(stories: Iterable[Story | Refused]) -> "Iterator[EnrichedStory | Refused]":
    """The enriched record of each story, in order, with those refused in their places."""
    from stream.worker.enriching import enrich as enrich_batch  # loads the models, which parsing does without

    for batch in _batches(stories):
        if isinstance(batch, Refused):
            yield batch
        else:
            yield from enrich_batch(batch)


def _batches(stories: Iterable[Story | Refused]) -> Iterator[list[Story] | Refused]:
    batch: list[Story] = []
    for story in stories:
        if isinstance(story, Story):
            batch.append(story)
        if batch and (isinstance(story, Refused) or len(batch) == BATCH_STORIES):
            yield batch
            batch = []
        if isinstance(story, Refused):
            yield story
    if batch:
        yield batch
