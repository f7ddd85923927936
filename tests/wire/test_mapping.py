"""The table of fields says what the parsers do: a field it names is filled, one it leaves out is not."""

import pytest

from stream.story import Story
from stream.wire import FORMATS, parse
from stream.wire.mapping import TABLE, markdown
from tests.wire.written import WRITERS, Written

DERIVED = {
    "schema",
    "record_status",
    "produced_by",
    "revision",
    "format",
    "kind",
    "zone_missing",
    "paragraphs",
    "headline_paragraph",
}
DERIVED |= {"text_sha256"}
WHOLE = Written(
    corrects=True, replaces=True, picture=True, note="précise la date", embargo="2024-05-15T18:30:00Z", take="1ST LEAD"
)


def test_table_names_every_field_and_every_format() -> None:
    assert TABLE.keys() == set(Story.__struct_fields__) - DERIVED
    assert {name for said in TABLE.values() for name in said} == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_field_is_filled_exactly_where_the_table_names_an_element(name: str) -> None:
    stories = [*parse(WRITERS[name](WHOLE)).stories, *parse(WRITERS[name](Written(urgency=3, mark="URGENT"))).stories]
    dead = parse(WRITERS[name](Written(killed=True))).stories

    filled = {
        field for field in TABLE if any(getattr(story, field) not in (None, (), "", "usable") for story in (*stories, *dead))
    }

    assert filled == {field for field, said in TABLE.items() if name in said}


def test_table_is_written_as_markdown() -> None:
    lines = markdown(list(FORMATS)).split("\n")

    assert len(lines) == len(TABLE) + 2
    assert {line.count("|") for line in lines} == {len(FORMATS) + 2}
