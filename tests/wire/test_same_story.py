"""The same story in every format is the same Story but for its format and what that format cannot say."""

import gzip
from pathlib import Path

import orjson
import pytest

from stream.story import Story, clean
from stream.wire import FORMATS, parse
from tests.wire.written import WRITERS, Written

CORPUS = Path(__file__).parents[3] / "shared/corpus/afp-stories.jsonl.gz"
COUNT = 60
SAME: tuple[str, ...] = ("text", "paragraphs", "headline", "headline_paragraph", "text_sha256", "dateline", "byline", "signoff")
SAME += ("language", "provider", "status", "ednote", "embargo_until", "zone_missing")
UNSAID = {"plain": {"slug", "urgency", "published", "modified"}, "rss": {"slug", "urgency"}}
"""Fields that a format has no place for."""


def story_of(name: str, written: Written) -> dict[str, object]:
    (story,) = parse(WRITERS[name](written)).stories
    fields = {*SAME, "slug", "urgency", "published", "modified"} - UNSAID.get(name, set())
    return {field: getattr(story, field) for field in sorted(fields)}


def said_alike(name: str, written: Written) -> tuple[dict[str, object], dict[str, object]]:
    """What a format says of a story, and what ninjs says of the same fields."""
    found, model = story_of(name, written), story_of("ninjs", written)
    return found, {field: model[field] for field in found}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("byline", [None, "Par Jeanne MARTIN"])
def test_story_of_ours_is_the_same(name: str, byline: str | None) -> None:
    found, model = said_alike(name, Written(byline=byline))

    assert found == model


def corpus() -> list[Written]:
    """Stories of the corpus, some of each kind of day, that Windows-1252 can write."""
    if not CORPUS.is_file():
        return []
    with gzip.open(CORPUS) as lines:
        rows = [orjson.loads(line) for number, line in enumerate(lines) if number % (4_900 // COUNT) == 0]
    return [
        Written(
            number=f"{number:04d}",
            headline=clean(row["headline"]),
            paragraphs=tuple(map(clean, row["paragraphs"])),
            dateline="Paris, 14 mai 2024 (AFP) - ",
            byline=None,
            slug="corpus-essai",
            signoff=None,
        )
        for number, row in enumerate(rows)
        if "".join((row["headline"], *row["paragraphs"])).encode("cp1252", "ignore").decode("cp1252")
        == "".join((row["headline"], *row["paragraphs"]))
    ]


@pytest.mark.skipif(not CORPUS.is_file(), reason="the shared folder is not beside the project")
@pytest.mark.parametrize("name", FORMATS)
def test_story_of_the_corpus_is_the_same(name: str) -> None:
    differing = [written.headline for written in corpus() for found, model in [said_alike(name, written)] if found != model]

    assert differing == []


@pytest.mark.skipif(not CORPUS.is_file(), reason="the shared folder is not beside the project")
def test_text_of_the_corpus_is_what_the_desk_wrote() -> None:
    changed = []
    for written in corpus():
        (story,) = parse(WRITERS["ninjs"](written)).stories
        lines = (written.headline or "", *written.paragraphs)
        if story.text != "\n".join(line for line in lines if line != story.signoff):
            changed.append(written.headline)

    assert changed == []


def test_story_type_is_compared_whole() -> None:
    """A new field of Story is either the same in all formats, or one that ids, codes and links make differ."""
    own = {"schema", "record_status", "produced_by", "story_id", "revision", "version", "format", "kind"}
    own |= {"corrects", "replaces", "subjects", "keywords", "rights", "links"}

    assert set(Story.__struct_fields__) == own | {*SAME, "slug", "urgency", "published", "modified"}
