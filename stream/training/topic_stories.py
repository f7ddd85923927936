"""The stories that the topic model learns from: hand-assigned topics for some, the desk's own labels for all.

The desk's keywords and sections, and the Media Topics these name, are labels to predict, never features. Stories of the
evaluation sets are left out, labels included. Short items of another paper and another year, each known by its section
to have one main root, keep the model from taking the wire's summer of 2020 for the world: sport hardly took place then.
"""

import gzip
import hashlib
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray

from stream.knowledge.mediatopics import topics as taxonomy
from stream.language.topic_features import TopicText

MIN_HINT_STORIES = 20
"""A desk label is learnt from so many stories on."""
MIN_TOPIC_STORIES = 8
"""A deeper topic is learnt from so many stories on."""

MAX_SECTION_STORIES = 200
"""Items taken for each root; 400 and 800 take from the roots with small sections what they give to the large."""

SECTIONS = Path(__file__).parent / "topic_sections.toml"

Labels = NDArray[np.float64]


class TopicStory(msgspec.Struct, frozen=True, kw_only=True):
    """A story of the corpus."""

    id: str
    published: str
    text: TopicText
    labels: frozenset[str]
    """The desk's, each with its kind before a colon."""
    roots: tuple[str, ...] = ()
    """Hand-assigned, the main one first; empty for the stories nobody assigned any to."""
    deep: frozenset[str] = frozenset()
    """Hand-assigned deeper topics with those above them, roots left out."""


def read_topic_stories(shared: Path) -> list[TopicStory]:
    """The stories of the corpus that are not for evaluation, in the order of publication."""
    gold = shared / "gold"
    held_out = {row["id"] for name in ("topics.dev.jsonl", "dev.gold.jsonl") for row in _rows((gold / name).read_bytes())}
    assigned = {row["id"]: row for row in _rows((gold / "topics.train.jsonl").read_bytes())}
    corpus = _rows(gzip.decompress((shared / "corpus" / "afp-stories.jsonl.gz").read_bytes()))
    stories = [_story(row, assigned) for row in corpus]
    return sorted((story for story in stories if story.id not in held_out), key=lambda story: (story.published, story.id))


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in data.splitlines()]


def _story(row: dict[str, Any], assigned: dict[str, dict[str, Any]]) -> TopicStory:
    story_id = hashlib.sha256(row["url"].encode()).hexdigest()[:12]
    topics = assigned.get(story_id, {"roots": [], "codes": []})
    return TopicStory(
        id=story_id,
        published=row["published"],
        text=TopicText.of([row["headline"], *row["paragraphs"]], headline=True),
        labels=frozenset(
            [f"section:{row['section']}"]
            + [f"keyword:{keyword.lower()}" for keyword in row["keywords"]]
            + [f"topic:{qcode}" for qcode in row["medtop_roots"]]
        ),
        roots=tuple(topics["roots"]),
        deep=frozenset(qcode for code in topics["codes"] for qcode in taxonomy()[code].path[1:]),
    )


def read_section_stories(shared: Path) -> list[TopicStory]:
    """Items whose section tells their main root (their only one here); which are taken depends on their addresses alone."""
    roots = {section: root for root, names in tomllib.loads(SECTIONS.read_text("utf-8")).items() for section in names}
    rows = _rows(gzip.decompress((shared / "corpus" / "lemonde-rss-2022.jsonl.gz").read_bytes()))
    items = [_item(row, roots[row["section"]]) for row in rows if row["section"] in roots]
    chosen: dict[str, list[TopicStory]] = {root: [] for root in roots.values()}
    for item in sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).digest()):
        if len(chosen[item.roots[0]]) < MAX_SECTION_STORIES:
            chosen[item.roots[0]].append(item)
    return [item for taken in chosen.values() for item in taken]


def _item(row: dict[str, Any], root: str) -> TopicStory:
    text = TopicText.of([row["title"] or "", row["description"] or ""], headline=True)
    return TopicStory(id=row["url"], published=row["published"], text=text, labels=frozenset(), roots=(root,))


def hint_labels(stories: list[TopicStory]) -> Labels:
    """Stories × desk labels, 0 or 1."""
    counts = Counter(label for story in stories for label in story.labels)
    names = sorted(label for label, count in counts.items() if count >= MIN_HINT_STORIES)
    return np.array([[label in story.labels for label in names] for story in stories], dtype=np.float64)


def topic_names(stories: list[TopicStory]) -> tuple[list[str], list[str]]:
    """The roots and the deeper topics to learn."""
    counts = Counter(qcode for story in stories for qcode in story.deep)
    known = taxonomy()
    deep = sorted(qcode for qcode, count in counts.items() if count >= MIN_TOPIC_STORIES and not known[qcode].retired)
    return sorted(qcode for qcode, topic in known.items() if topic.level == 1), deep


def topic_labels(stories: list[TopicStory], roots: list[str], deep: list[str]) -> Labels:
    """Stories × (roots, roots as the main one, deeper topics), 0 or 1."""
    rows = [
        [qcode in story.roots for qcode in roots] + [qcode == story.roots[0] for qcode in roots] + [q in story.deep for q in deep]
        for story in stories
    ]
    return np.array(rows, dtype=np.float64)
