"""The published interface as documents: JSON Schemas of the records and an AsyncAPI document of the channels.

Both are generated from the code: structs, the documentation below their fields, and CHANNELS. Consumers in any language
can check and generate from them; a change of a record shows as a change of a file.
"""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import orjson

from stream import __version__
from stream.channels import CHANNELS, Channel
from stream.errors import DataBroken
from stream.records import EnrichedStory, EventMention, encode, event_mentions
from stream.settings import Settings
from stream.story import Story

FOLDER = Path("schemas")
RECORDS: dict[str, type[msgspec.Struct]] = {"Story": Story, "EnrichedStory": EnrichedStory, "EventMention": EventMention}
"""Record → struct, as CHANNELS names them."""

Json = dict[str, Any]


def documents() -> dict[str, bytes]:
    """File name → content of everything that `schemas/` publishes but the examples."""
    files = {filename(struct): _dumped(schema(struct)) for struct in RECORDS.values()}
    return files | {"asyncapi.json": _dumped(asyncapi(Settings()))}


def _dumped(document: Json) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def filename(struct: type[msgspec.Struct]) -> str:
    """`story/1` → `story-1.json`."""
    return _version(struct).replace("/", "-") + ".json"


def _version(struct: type[msgspec.Struct]) -> str:
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    return str(fields["schema"].default)


def write(folder: Path) -> list[Path]:
    """Write the documents; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in documents().items():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    return paths


def differing(folder: Path) -> list[Path]:
    """The documents that are missing from a folder, or differ there."""
    return [
        path for name, content in documents().items() if not (path := folder / name).is_file() or path.read_bytes() != content
    ]


def write_examples(folder: Path) -> list[Path]:
    """Write what the seed story becomes, one file a record; returns their paths."""
    from stream.clients.inputs import read
    from stream.clients.offline import enrich, parse
    from stream.demo import samples

    (story,) = parse(read(samples()[:1], Settings().max_raw_bytes))
    (enriched,) = enrich([story])
    if not isinstance(story, Story) or not isinstance(enriched, EnrichedStory):
        raise DataBroken("the seed story is refused", error=story)
    if not enriched.events:
        raise DataBroken("no event in the seed story", steps=enriched.steps)
    records = {"Story": story, "EnrichedStory": enriched, "EventMention": event_mentions(enriched)[0]}
    (folder / "examples").mkdir(parents=True, exist_ok=True)
    paths = []
    for name, record in records.items():
        path = folder / "examples" / filename(RECORDS[name])
        path.write_bytes(msgspec.json.format(encode(record), indent=2) + b"\n")
        paths.append(path)
    return paths


def schema(struct: type[msgspec.Struct]) -> Json:
    """The JSON Schema of a record, with its own definitions inside."""
    (root,), components = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    structs = {kind.__name__: kind for kind in _structs_in(struct)}
    for name, component in components.items():
        _describe(component, structs[name])
    record: Json = components.pop(root["$ref"].rpartition("/")[2])
    record["properties"]["schema"] = {"const": _version(struct), "description": "Name and version of this schema."}
    # The version of the package that wrote a record is no property of its schema.
    record["properties"]["produced_by"].pop("default", None)
    components["ProducedBy"]["properties"]["package"].pop("default", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:wirestream:{_version(struct)}"}
    return head | record | {"$defs": components}


def _structs_in(struct: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    found, waiting = set(), [msgspec.inspect.type_info(struct)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in found:
                continue
            found.add(info.cls)
            waiting += [field.type for field in info.fields]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += info.types
        elif isinstance(info, msgspec.inspect.VarTupleType):
            waiting.append(info.item_type)
    return found


def _describe(component: Json, struct: type[msgspec.Struct]) -> None:
    for name, text in field_texts(struct).items():
        if name in component.get("properties", {}):
            component["properties"][name]["description"] = text


@cache
def field_texts(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Field → the text below it in the source, a base's included."""
    texts: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if issubclass(base, msgspec.Struct) and base is not msgspec.Struct:
            texts |= _texts_below(ast.parse(textwrap.dedent(inspect.getsource(base))).body[0])
    return texts


def _texts_below(node: ast.stmt) -> dict[str, str]:
    body = node.body if isinstance(node, ast.ClassDef) else []
    return {
        field.target.id: " ".join(below.value.value.split())
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def asyncapi(settings: Settings) -> Json:
    """The AsyncAPI 3.0 document of the channels, those between the worker's own agents left out."""
    public = {name: channel for name, channel in CHANNELS.items() if not channel.internal}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:wirestream",
        "info": {
            "title": "wirestream",
            "version": __version__,
            "description": "Raw news agency wires in, structured event records out. Delivery is at least once: a record that"
            " comes again has the same key, value and headers. A record that is taken back comes once more with record_status"
            " retracted, followed by a tombstone (null) under its key.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(channel, settings) for name, channel in public.items()},
        "operations": {
            ("push" if name == "raw" else f"read-{name}"): {
                # From the application's side, as AsyncAPI 3 counts: the worker receives what others push.
                "action": "receive" if name == "raw" else "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": channel.what,
            }
            for name, channel in public.items()
        },
        "components": {"messages": {name: _message(channel) for name, channel in public.items()}},
    }


def _channel(channel: Channel, settings: Settings) -> Json:
    return {
        "address": channel.topic(settings.prefix),
        "description": channel.what,
        "messages": {"message": {"$ref": f"#/components/messages/{channel.name}"}},
        "bindings": {
            "kafka": {
                "partitions": settings.partitions,
                "replicas": settings.replication,
                "topicConfiguration": {
                    "cleanup.policy": [channel.cleanup],
                    **({"retention.ms": channel.retention_s * 1000} if channel.cleanup == "delete" else {}),
                    **({"delete.retention.ms": channel.retention_s * 1000} if channel.cleanup == "compact" else {}),
                    "max.message.bytes": channel.max_bytes(settings),
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _message(channel: Channel) -> Json:
    key = {"kafka": {"key": {"type": "string", "description": channel.key}, "bindingVersion": "0.5.0"}}
    message: Json = {"name": channel.name, "title": channel.record, "summary": channel.what, "bindings": key}
    if channel.record == "bytes":
        described = {"type": "string", "format": "binary", "description": "Bytes as the producer sent them."}
        return message | {"contentType": "application/octet-stream", "headers": _HEADERS[channel.name], "payload": described}
    reference = {"$ref": filename(RECORDS[channel.record])}
    return message | {"contentType": "application/json", "headers": _HEADERS["records"], "payload": reference}


def _headers(required: tuple[str, ...], **described: str) -> Json:
    properties = {name.replace("__", "-"): {"type": "string", "description": text} for name, text in described.items()}
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


_RAW = {
    "content__type": "Media type of the message, if known.",
    "provider": "The agency, where the message does not say.",
    "filename": "The file's name at the producer.",
    "traceparent": "W3C trace context, passed on.",
}
_HEADERS: dict[str, Json] = {
    "raw": _headers((), **_RAW),
    "records": _headers(
        ("ce_specversion", "ce_id", "ce_source", "ce_type"),
        ce_specversion="CloudEvents version, 1.0.",
        ce_id="Digest of the record: the same after a replay.",
        ce_source="wirestream.",
        ce_type="The record's schema with `wirestream.` before it.",
        ce_time="The story's own time; absent where the wire gives no instant.",
        content__type="application/json.",
        traceparent="W3C trace context of the raw message.",
    ),
    "dead-letter": _headers(
        ("dl_id", "dl_cause", "dl_error", "dl_step", "dl_channel", "dl_partition", "dl_offset", "dl_time", "dl_attempt"),
        dl_id="channel-partition-offset of the message.",
        dl_cause="Why, in one word.",
        dl_error="Why, in words.",
        dl_step="Where it happened.",
        dl_channel="The Kafka topic the message came from.",
        dl_partition="Its partition there.",
        dl_offset="Its offset there.",
        dl_time="When it was given up, ISO 8601.",
        dl_attempt="How often it has been tried.",
        dl_story_id="The story, where it is known; else empty.",
        **_RAW,
    ),
}
"""Headers by channel; `records` those of all channels that carry records."""
