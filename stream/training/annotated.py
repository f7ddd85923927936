"""The annotated stories as the trainings read them: text and annotations of one story side by side."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson


class AnnotatedStory(msgspec.Struct, frozen=True, kw_only=True):
    """A story with its annotations."""

    id: str
    published: str
    paragraphs: tuple[str, ...]
    """The headline first."""
    gold: dict[str, Any]
    """As annotated: `entities`, `events`, `quotes`."""

    def mentions(self) -> Iterator[tuple[int, int, int, str]]:
        """(paragraph, start, end, type) of every mention of an entity; offsets in the paragraph."""
        for entity in self.gold["entities"]:
            for mention in entity["mentions"]:
                start = occurrence(self.paragraphs[mention["p"]], mention["text"], mention.get("n") or 1)
                if start is not None:
                    yield mention["p"], start, start + len(mention["text"]), entity["type"]


def occurrence(text: str, words: str, n: int) -> int | None:
    """Where `words` stand in `text` for the n-th time; None where they do not."""
    at = -1
    for _ in range(n):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return at


def read_annotated(shared: Path) -> list[AnnotatedStory]:
    """The training stories under `shared/gold`, in the order of the file."""
    folder = shared / "gold"
    texts = {story["id"]: story for story in map(orjson.loads, (folder / "train.stories.jsonl").read_bytes().splitlines())}
    annotations = map(orjson.loads, (folder / "train.gold.jsonl").read_bytes().splitlines())
    return [_annotated(texts[gold["id"]], gold) for gold in annotations]


def _annotated(story: dict[str, Any], gold: dict[str, Any]) -> AnnotatedStory:
    return AnnotatedStory(
        id=story["id"], published=story["published"], paragraphs=(story["headline"], *story["paragraphs"]), gold=gold
    )


def split(stories: list[AnnotatedStory], held_out: int) -> tuple[list[AnnotatedStory], list[AnnotatedStory]]:
    """(training, held-out) stories; which are held out depends on their ids alone."""
    ranked = sorted(stories, key=lambda story: hashlib.sha256(story.id.encode()).hexdigest())
    chosen = {story.id for story in ranked[:held_out]}
    return [story for story in stories if story.id not in chosen], [story for story in stories if story.id in chosen]
