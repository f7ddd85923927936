"""The whole way: gold files in, report out."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from stream.evaluation.gold import CorpusStory
from stream.evaluation.run import evaluate, run

pytestmark = pytest.mark.model

Json = dict[str, Any]


def write(path: Path, *rows: Json) -> Path:
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.fixture
def files(tmp_path: Path, gold: Json, story: Json) -> tuple[Path, Path]:
    other = {**story, "id": "not-annotated"}
    return write(tmp_path / "gold.jsonl", gold), write(tmp_path / "stories.jsonl", story, other)


def test_run_enriches_the_annotated_stories_only(files: tuple[Path, Path]) -> None:
    records = run(*files)

    assert [record["story_id"] for record in records] == ["s1"]


def test_run_keeps_the_paragraphs_of_the_gold(files: tuple[Path, Path], story: Json) -> None:
    [record] = run(*files)

    parts = [record["text"][start:end] for start, end in record["paragraphs"]]
    assert parts == [story["headline"], *story["paragraphs"]]


def test_evaluate_scores_what_the_analysis_finds(files: tuple[Path, Path]) -> None:
    report = evaluate(*files)

    assert (report.scores.missing, report.scores.paragraphs_unknown) == (0, 0)
    assert (report.values()["entities"] or 0) > 0.5


def test_evaluate_scores_topics_of_the_corpus(files: tuple[Path, Path], tmp_path: Path, story: Json) -> None:
    row = {"url": "https://example.org/a", **{key: story[key] for key in ("headline", "paragraphs", "published")}}
    story_id = CorpusStory(url=row["url"], headline=row["headline"], paragraphs=tuple(row["paragraphs"])).gold_story().id
    assigned = write(tmp_path / "topics.jsonl", {"id": story_id, "roots": ["medtop:03000000"], "codes": []})
    corpus = write(tmp_path / "corpus.jsonl.gz", row, {**row, "url": "https://example.org/b"})

    report = evaluate(*files, topics=(assigned, corpus))

    assert report.topics is not None
    assert (report.topics.missing, report.topics.main) == (0, 1.0)


def test_evaluate_names_figures_below_their_floors(files: tuple[Path, Path], tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("entities = 0.1\ntopics_micro = 0.1\n", encoding="utf-8")

    report = evaluate(*files, floors=floors)

    assert [below.figure for below in report.below_floors] == ["topics_micro"]
