"""Writes the generated parts of README.md: what stands between `<!-- name -->` and `<!-- /name -->`."""

import json
from pathlib import Path
from typing import Any

from stream import channels, settings
from stream.wire import FORMATS, mapping

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLES = ROOT / "schemas" / "examples"
SHOWN = 6
"""Records shown of each part."""


def main() -> None:
    """Write those parts whose sources are there."""
    parts = {
        "channels": channels.markdown(),
        "settings": settings.markdown(),
        "mapping": mapping.markdown(list(FORMATS)),
    }
    if EXAMPLES.is_dir():
        parts["example"] = example()
    text = README.read_text("utf-8")
    for name, content in parts.items():
        opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(opening)
        _, _, after = rest.partition(closing)
        text = f"{before}{opening}{content}\n{closing}{after}"
    README.write_text(text, "utf-8")


def example() -> str:
    """What the sample story becomes: the parts of its enriched record in short, and its first event mention whole."""
    enriched = _record("enriched-story-1.json")
    quotes = [_with_speaker(quote) for quote in enriched["quotes"]]
    events = [_with_names(event) for event in enriched["events"]]
    parts = [
        *_part("entity", enriched["entities"], "type", "name", "country", "wikidata", "role"),
        *_part("topic ", enriched["topics"], "qcode", "name", "score"),
        *_part("quote ", quotes, "speaker", "indirect", "text"),
        *_part("event ", events, "type", "modes", "status", "actors", "recipients", "main"),
    ]
    mention = _record("event-mention-1.json")
    fields = [f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in mention.items()]
    whole = ["```json", "{", ",\n".join(fields), "}", "```"]
    return "\n".join(["```", *parts, "```", "", "One event as it stands in `wire.event-mentions`:", "", *whole])


def _part(title: str, records: list[dict[str, Any]], *names: str) -> list[str]:
    """The first records of a part, each as one line with some of its fields; and how many more there are."""
    lines = [f"{title} {_compact(record, *names)}" for record in records[:SHOWN]]
    return lines if len(records) <= SHOWN else [*lines, f"{title} … {len(records) - SHOWN} more"]


def _record(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((EXAMPLES / name).read_text("utf-8"))
    return record


def _with_speaker(quote: dict[str, Any]) -> dict[str, Any]:
    return quote | {"speaker": (quote["speaker"] or {}).get("name")}


def _with_names(event: dict[str, Any]) -> dict[str, Any]:
    return event | {part: [party["name"] or party["text"] for party in event[part]] for part in ("actors", "recipients")}


def _compact(record: dict[str, Any], *names: str) -> str:
    return json.dumps({name: record[name] for name in names if record[name] not in (None, [])}, ensure_ascii=False)


if __name__ == "__main__":
    main()
