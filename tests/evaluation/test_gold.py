"""Gold files and how a gold story enters."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec

from stream.evaluation.gold import CorpusStory, GoldStory, read, typed


def test_story_enters_as_ninjs_without_section_and_keywords(story: dict[str, Any]) -> None:
    sent = json.loads(msgspec.convert(story, GoldStory).ninjs())

    assert sent == {
        "uri": "s1",
        "headline": story["headline"],
        "body_text": "\n".join(story["paragraphs"]),
        "versioncreated": "2026-03-03T10:00:00+01:00",
    }


def test_corpus_story_is_named_by_its_address() -> None:
    row = CorpusStory(url="https://example.org/a", headline="Titre", paragraphs=("Texte.",))

    assert row.gold_story().id == "b5b10dd0429e"


def test_rows_are_read_from_plain_and_gzipped_files(tmp_path: Path) -> None:
    lines = b'{"id": "a"}\n\n{"id": "b"}\n'
    (tmp_path / "rows.jsonl").write_bytes(lines)
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(lines))

    both = [read(tmp_path / name) for name in ("rows.jsonl", "rows.jsonl.gz")]

    assert both == [[{"id": "a"}, {"id": "b"}]] * 2


def test_keys_that_no_figure_needs_are_passed_over(story: dict[str, Any]) -> None:
    assert typed([story | {"mood": "grave"}], GoldStory)[0].id == "s1"
