"""Gold stories through the whole way, from ninjs bytes to records, and the report on them."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import track

from stream.analysis.pipeline import analyse
from stream.errors import DataBroken
from stream.evaluation.floors import check_floors, read_floors
from stream.evaluation.gold import CorpusStory, GoldStory, GoldTopics, read, typed
from stream.evaluation.report import Report
from stream.evaluation.scores import score
from stream.evaluation.topics import TopicScores, score_topics
from stream.records import enriched_story
from stream.wire import parse

BATCH = 16
"""Stories analysed together; larger ones are no faster and hide the progress."""


def evaluate(
    gold: Path, stories: Path, topics: tuple[Path, Path] | None = None, floors: Path | None = None, misses: int = 0
) -> Report:
    """Run the gold stories and score what comes out.

    Args:
        gold: annotations, JSON Lines.
        stories: the texts annotated, JSON Lines.
        topics: hand-assigned topics and the corpus that holds their stories, JSON Lines, the corpus may be gzipped.
        floors: TOML table figure = minimum.
        misses: how many wrong or missed answers the report lists.
    """
    minimum = read_floors(floors) if floors else {}
    scores = score(read(gold), read(stories), run(gold, stories))
    topic_scores = _run_topics(*topics) if topics else None
    report = Report(scores=scores, topics=topic_scores, shown_misses=misses)
    return msgspec.structs.replace(report, below_floors=tuple(check_floors(report.values(), minimum)))


def run(gold: Path, stories: Path) -> list[dict[str, Any]]:
    """The enriched records of the stories that `gold` annotates."""
    wanted = {row["id"] for row in read(gold)}
    return enrich([story for story in typed(read(stories), GoldStory) if story.id in wanted], "gold")


def _run_topics(gold: Path, corpus: Path) -> TopicScores:
    assigned = read(gold)
    wanted = {story.id for story in typed(assigned, GoldTopics)}
    stories = [row.gold_story() for row in typed(read(corpus), CorpusStory)]
    return score_topics(assigned, enrich([story for story in stories if story.id in wanted], "topics"))


def enrich(stories: list[GoldStory], what: str) -> list[dict[str, Any]]:
    """Parse and analyse gold stories; the records as JSON would give them."""
    console = Console(stderr=True)
    batches = track(
        _batches(stories),
        description=f"{what}: {len(stories)} stories",
        total=-(-len(stories) // BATCH),
        console=console,
        disable=not sys.stderr.isatty(),
    )
    return [record for batch in batches for record in _enrich_batch(batch)]


def _batches(stories: Iterable[GoldStory]) -> Iterator[list[GoldStory]]:
    left = iter(stories)
    while batch := list(islice(left, BATCH)):
        yield batch


def _enrich_batch(batch: list[GoldStory]) -> list[dict[str, Any]]:
    parsed = [parse(story.ninjs()) for story in batch]
    refused = [error for message in parsed for error in message.refused]
    if refused:
        raise DataBroken("a gold story is refused as ninjs", reason=str(refused[0])) from refused[0]
    analysed = analyse([story for message in parsed for story in message.stories])
    return [msgspec.to_builtins(enriched_story(analysis)) for analysis in analysed]
