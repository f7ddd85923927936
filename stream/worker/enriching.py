"""The analysis as the slots run it: stories in, EnrichedStory records out.

Only the model server imports this module: the models take some 0.6 GB that the worker itself does not need.
"""

from collections.abc import MutableMapping, Sequence

from stream.analysis.pipeline import analyse
from stream.records import EnrichedStory, enriched_story
from stream.story import Story


def enrich(stories: Sequence[Story], seconds: MutableMapping[str, float] | None = None) -> list[EnrichedStory]:
    """The enriched record of each story; `seconds` takes what each step spent on the batch."""
    return [enriched_story(analysis) for analysis in analyse(stories, seconds)]
