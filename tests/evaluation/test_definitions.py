"""The figures equal those of the reference scorers, on gold that was spoiled at random."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stream.evaluation.gold import read
from stream.evaluation.report import Report
from stream.evaluation.scores import score
from stream.evaluation.topics import score_topics
from stream.knowledge.mediatopics import topics

SHARED = Path(__file__).parents[3] / "shared" / "gold"
STORIES = 60

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="no reference scorers beside the project")

Json = dict[str, Any]


@pytest.mark.parametrize("seed", range(3))
def test_score_equals_reference(tmp_path: Path, seed: int, spoil: Callable[[Json, Json, Random], Json]) -> None:
    random = Random(seed)  # noqa: S311  errors to score, not secrets
    gold = random.sample(read(SHARED / "train.gold.jsonl"), STORIES)
    stories = {story["id"]: story for story in read(SHARED / "train.stories.jsonl")}
    records = [spoil(annotation, stories[annotation["id"]], random) for annotation in gold[2:]]

    report = Report(scores=score(gold, stories.values(), records))

    expected = _reference("score.py", tmp_path, gold, list(stories.values()), records)
    assert report.as_json() == expected


@pytest.mark.parametrize("seed", range(3))
def test_score_topics_equals_reference(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  errors to score, not secrets
    gold = random.sample(read(SHARED / "topics.train.jsonl"), STORIES)
    records = [_spoiled_topics(row, random) for row in gold[2:]]

    scores = score_topics(gold, records)

    expected = _reference("score_topics.py", tmp_path, gold, records)
    assert {name: getattr(scores, name) for name in expected} == expected


def _spoiled_topics(row: Json, random: Random) -> Json:
    given = [*row["roots"], *row["codes"], "medtop:99999999"]
    kept = [code for code in given if random.random() > 0.3] + random.sample(sorted(topics()), 2)
    return {"story_id": row["id"], "topics": [{"qcode": code, "score": random.random()} for code in kept]}


def _reference(script: str, folder: Path, *inputs: list[Json]) -> Json:
    paths = [folder / f"{script}{k}.jsonl" for k in range(len(inputs))]
    for path, rows in zip(paths, inputs, strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, str(SHARED / script), *map(str, paths), "--json"]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own scorer
    figures: Json = json.loads(done.stdout)
    return figures
