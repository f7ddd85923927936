"""Figures on Media Topics.

micro   F1 over (story, root); a story's predicted roots are its topics of level 1
top     share of stories whose highest-scored root is among the gold roots; main: whose highest-scored root is gold's first
deep    F1 over the deeper codes: a predicted code is right, and a gold one found, when one is the other or its ancestor
        below the root
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from stream.evaluation.figures import Counts, prf
from stream.evaluation.gold import GoldTopics, typed
from stream.evaluation.predicted import Record, Topic
from stream.knowledge.mediatopics import topics as taxonomy


class TopicScores(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of score_topics."""

    stories: int
    missing: int
    """Gold stories without a record."""
    micro: float
    top: float
    main: float
    deep: float


def score_topics(gold: Iterable[dict[str, Any]], records: Iterable[dict[str, Any]]) -> TopicScores:
    """Score the topics of enriched records against hand-assigned ones."""
    assigned = {story.id: story for story in typed(gold, GoldTopics)}
    found = {record.story_id: record.topics for record in typed(records, Record)}
    counts = Counts()
    for story_id, story in assigned.items():
        counts.update(_count_roots(story, found.get(story_id, ())))
        counts.update(_count_deep(story, found.get(story_id, ())))
    number = max(1, len(assigned))
    precision, recall = counts["deep right"] / max(1, counts["deep"]), counts["deep found"] / max(1, counts["gold deep"])
    return TopicScores(
        stories=len(assigned),
        missing=sum(story_id not in found for story_id in assigned),
        micro=prf(counts["roots right"], counts["roots"], counts["gold roots"]).f,
        top=round(counts["top"] / number, 4),
        main=round(counts["main"] / number, 4),
        deep=round(2 * precision * recall / (precision + recall), 4) if precision and recall else 0.0,
    )


def _count_roots(story: GoldTopics, topics: tuple[Topic, ...]) -> Counts:
    roots = [topic for topic in topics if _level(topic.qcode) == 1]
    names = {topic.qcode for topic in roots}
    counts = Counts({"roots": len(names), "gold roots": len(story.roots), "roots right": len(names & set(story.roots))})
    if roots:
        best = max(roots, key=lambda topic: topic.score).qcode
        counts.update(top=int(best in story.roots), main=int(best == story.roots[0]))
    return counts


def _count_deep(story: GoldTopics, topics: tuple[Topic, ...]) -> Counts:
    predicted, gold = {topic.qcode for topic in topics if _level(topic.qcode) > 1}, set(story.codes)
    right = sum(any(_are_kin(code, other) for other in gold) for code in predicted)
    found = sum(any(_are_kin(other, code) for other in predicted) for code in gold)
    return Counts({"deep": len(predicted), "gold deep": len(gold), "deep right": right, "deep found": found})


def _level(qcode: str) -> int:
    topic = taxonomy().get(qcode)
    return topic.level if topic else 0


def _line(qcode: str) -> set[str]:
    topic = taxonomy().get(qcode)
    return {*topic.path[1:], qcode} if topic else {qcode}


def _are_kin(one: str, other: str) -> bool:
    return one in _line(other) or other in _line(one)
