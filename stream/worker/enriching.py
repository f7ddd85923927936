"""The analysis as the slots run it: stories in, EnrichedStory records out.

Only the model server imports this module: the models take some 0.6 GB that the worker itself does not need.
"""

from collections.abc import Sequence

from stream.analysis.annotations import Analysis
from stream.analysis.pipeline import analyse
from stream.language import pack
from stream.records import EnrichedStory, enriched_story
from stream.story import ProducedBy, Story


def enrich(stories: Sequence[Story]) -> list[EnrichedStory]:
    """The enriched record of each story."""
    return [enriched_story(analysis, _produced_by(analysis)) for analysis in analyse(stories)]


def _produced_by(analysis: Analysis) -> ProducedBy:
    """The versions of the language pack that worked on the story, if one did."""
    known = pack(analysis.story.language) if analysis.paragraphs else None
    return known.produced_by if known else ProducedBy()
