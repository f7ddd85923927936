"""The analysis as the slots run it: stories in, EnrichedStory records out.

Only the model server imports this module: the models take some 0.6 GB that the worker itself does not need.
"""

from collections.abc import Sequence

from stream.analysis.pipeline import analyse
from stream.records import EnrichedStory, enriched_story
from stream.story import Story


def enrich(stories: Sequence[Story]) -> list[EnrichedStory]:
    """The enriched record of each story."""
    return [enriched_story(analysis) for analysis in analyse(stories)]
