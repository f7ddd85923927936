"""Real wire files, where the shared folder is present: every field of every story that they hold."""

import tomllib
from typing import Any

import pytest

from stream.wire import detect, parse
from tests.wire.real_files import SHARED, TABLE, files, outcome

EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not beside the project")


@pytest.mark.parametrize("name", EXPECTED)
def test_real_file_holds_its_stories_or_is_refused_by_name(name: str) -> None:
    found = outcome(name)

    assert ([{"refused": found}] if isinstance(found, str) else found) == EXPECTED[name]


def test_every_real_file_is_in_the_table() -> None:
    assert files() == sorted(EXPECTED)


def test_seed_story_has_no_header_headline_or_day() -> None:
    raw = (SHARED.parent / "seed/afp-le-drian-choigou.txt").read_bytes()

    (story,) = parse(raw).stories

    assert detect(raw) == "plain"
    assert (story.language, story.published, story.headline, len(story.paragraphs)) == ("fr", None, None, 1)
    assert "2021-10" not in story.text
