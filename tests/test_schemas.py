from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # brings no types
import msgspec
import orjson
import pytest

from stream import schemas
from stream.channels import CHANNELS
from stream.records import EnrichedStory, EventMention
from stream.settings import Settings
from stream.story import Story

PUBLISHED = Path(__file__).parent.parent / "schemas"
EXAMPLES = sorted((PUBLISHED / "examples").glob("*.json"))
RECORDS = pytest.mark.parametrize("struct", schemas.RECORDS.values(), ids=schemas.RECORDS.keys())


def _smallest(struct: type[msgspec.Struct]) -> Any:
    story = {"story_id": "urn:1", "format": "ninjs"}
    event = {"event_mention_id": "e", "type": "CONSULT", "story_id": "urn:1", "revision": 1, "text_sha256": "0"}
    return orjson.loads(msgspec.json.encode(msgspec.convert(event if struct is EventMention else story, struct)))


def test_published_documents_are_those_of_the_code() -> None:
    assert schemas.differing(PUBLISHED) == []


def test_document_that_was_changed_by_hand_differs(tmp_path: Path) -> None:
    schemas.write(tmp_path)
    changed = tmp_path / "story-1.json"
    changed.write_bytes(changed.read_bytes() + b"\n")

    assert schemas.differing(tmp_path) == [changed]


@RECORDS
def test_schema_is_a_valid_schema(struct: type[msgspec.Struct]) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas.schema(struct))


@RECORDS
def test_schema_takes_the_smallest_record(struct: type[msgspec.Struct]) -> None:
    jsonschema.validate(_smallest(struct), schemas.schema(struct))


@RECORDS
@pytest.mark.parametrize(
    ("field", "value"), [("schema", "story/0"), ("record_status", "gone"), ("revision", "1"), ("story_id", None)]
)
def test_schema_refuses_a_wrong_value(struct: type[msgspec.Struct], field: str, value: object) -> None:
    record = _smallest(struct) | {field: value}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, schemas.schema(struct))


@RECORDS
def test_schema_takes_a_field_that_a_later_version_adds(struct: type[msgspec.Struct]) -> None:
    jsonschema.validate(_smallest(struct) | {"later": 1}, schemas.schema(struct))


@pytest.mark.parametrize(
    ("struct", "field", "words"),
    [(Story, "language", "BCP 47"), (EnrichedStory, "language", "BCP 47"), (EventMention, "type", "PLOVER")],
)
def test_schema_explains_fields_as_the_code_does(struct: type[msgspec.Struct], field: str, words: str) -> None:
    assert words in schemas.schema(struct)["properties"][field]["description"]


@RECORDS
def test_schema_does_not_change_with_the_version_of_the_package(struct: type[msgspec.Struct]) -> None:
    assert "default" not in schemas.schema(struct)["properties"]["produced_by"]


def test_asyncapi_has_every_channel_that_is_not_internal() -> None:
    document = schemas.asyncapi(Settings())

    assert set(document["channels"]) == {name for name, channel in CHANNELS.items() if not channel.internal}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [node["$ref"]] if "$ref" in node else [found for value in node.values() for found in _references(value)]
    return [found for value in node for found in _references(value)] if isinstance(node, list) else []


def test_asyncapi_refers_to_nothing_that_is_missing() -> None:
    document = schemas.asyncapi(Settings())

    for reference in _references(document):
        if reference.startswith("#/"):
            found = document
            for step in reference[2:].split("/"):
                found = found[step]
        else:
            assert reference in schemas.documents()


def test_each_record_has_an_example() -> None:
    assert {path.name for path in EXAMPLES} == {schemas.filename(struct) for struct in schemas.RECORDS.values()}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_follows_its_schema(path: Path) -> None:
    jsonschema.validate(orjson.loads(path.read_bytes()), orjson.loads((PUBLISHED / path.name).read_bytes()))


def _spans(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if {"start", "end", "text"} <= node.keys() else []
        return own + [span for value in node.values() for span in _spans(value)]
    return [span for value in node for span in _spans(value)] if isinstance(node, list) else []


def test_spans_of_the_example_are_words_of_its_text() -> None:
    record = orjson.loads((PUBLISHED / "examples" / "enriched-story-1.json").read_bytes())

    spans = [span for part in ("entities", "quotes", "events") for span in _spans(record[part])]

    assert [span["text"] for span in spans] == [record["text"][span["start"] : span["end"]] for span in spans]
