"""Writes the generated parts of README.md: what stands between `<!-- name -->` and `<!-- /name -->`."""

import json
from pathlib import Path
from typing import Any

from stream import channels, settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLES = ROOT / "schemas" / "examples"


def main() -> None:
    """Write those parts whose sources are there."""
    parts = {"channels": channels.markdown(), "settings": settings.markdown()}
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
    """What the sample story becomes: its enriched record a line a part, and its first event mention whole."""
    enriched = _record("enriched-story-1.json")
    lines = [
        *("entity " + _compact(entity, "type", "name", "country", "wikidata", "role") for entity in enriched["entities"]),
        *("topic  " + _compact(topic, "qcode", "name", "score") for topic in enriched["topics"]),
        *("quote  " + _compact(_with_speaker(quote), "speaker", "indirect", "text") for quote in enriched["quotes"]),
        *(
            "event  " + _compact(_with_names(event), "type", "modes", "status", "actors", "recipients", "main")
            for event in enriched["events"]
        ),
    ]
    mention = json.dumps(_record("event-mention-1.json"), ensure_ascii=False, indent=2)
    return "\n".join(
        ["```", *lines, "```", "", "One of these events as it stands in `wire.event-mentions`:", "", "```json", mention, "```"]
    )


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
