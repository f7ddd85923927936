"""Records for people: one line each when following channels, one panel a story in the demo.

Works on decoded JSON rather than on our structs, so that records of a later version are shown as far as they are known,
and following channels does not load the analysis.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from stream.clients.tail import Tailed

Json = dict[str, Any]

_ENTITIES_SHOWN, _TOPICS_SHOWN, _QUOTES_SHOWN = 12, 4, 4
_QUOTE_CHARACTERS = 110


def line(message: Tailed) -> Text:
    """One readable line."""
    at = datetime.fromtimestamp(message.timestamp_ms / 1000, UTC).astimezone().strftime("%H:%M:%S")
    text = Text.assemble((at, "dim"), " ", (f"{message.channel.name:<14}", "cyan"), " ")
    text.append_text(_said(message))
    return text


def _said(message: Tailed) -> Text:
    if message.channel.name == "dead-letter":
        return dead_letter(message.headers)
    if message.value is None:
        return Text(_printable(f"deleted {message.key}"), style="red")
    if message.channel.record == "bytes":
        return Text(_printable(f"{message.key or 'no key'}  {len(message.value):,} bytes  {message.headers.get('filename', '')}"))
    record = orjson.loads(message.value)
    return event(record) if message.channel.record == "EventMention" else story(record)


def dead_letter(headers: dict[str, str]) -> Text:
    """Why a message is a dead letter."""
    where = f"{headers.get('dl_channel')}-{headers.get('dl_partition')}-{headers.get('dl_offset')}"
    named = " ".join(filter(None, [headers.get("filename"), where]))
    return Text.assemble((headers.get("dl_cause", "?"), "bold red"), _printable(f"  {named}: {headers.get('dl_error')}"))


def story(record: Json) -> Text:
    """A story or enriched story in one line."""
    text = Text(_printable(record.get("headline") or record.get("text", "")[:80] or "(no text)"), style="bold")
    if record.get("record_status") == "retracted":
        text.append(" retracted", "red")
    text.append(f"  {_printable(record.get('story_id', ''))} rev {record.get('revision')}", "dim")
    if "entities" in record:
        found = ", ".join(f"{len(record[part])} {part}" for part in ("events", "entities", "quotes") if record[part])
        text.append(f"  {main_topic(record)}  {found}", "green")
    return text


def main_topic(record: Json) -> str:
    """The name of the best topic."""
    best = max(record.get("topics", ()), key=lambda topic: topic["score"], default=None)
    return _printable(best["name"]) if best else "no topic"


def event(record: Json) -> Text:
    """Who did what to whom, where, when, and who says so."""
    text = Text.assemble((record["type"], "bold yellow"), (f" {'/'.join(record.get('modes', ()))}".rstrip(), "yellow"), "  ")
    if record.get("record_status") == "retracted":
        return text.append("retracted", "red").append(f"  {_printable(record.get('event_mention_id', ''))}", "dim")
    text.append(_parties(record.get("actors", ())) or "?")
    if recipients := _parties(record.get("recipients", ())):
        text.append(" → ", "dim").append(recipients)
    if words := ", ".join(trigger["text"] for trigger in record.get("triggers", ())[:2]):
        text.append(f" “{_printable(words)}”", "italic")
    if place := record.get("place"):
        text.append(f"  @ {_named(place)}", "magenta")
    if date := record.get("date"):
        text.append(f"  {date.get('value') or _printable(date['text'])}", "cyan")
    if record.get("status", "actual") != "actual":
        text.append(f"  [{record['status']}]", "red")
    if losses := record.get("casualties"):
        text.append("  " + ", ".join(f"{count} {name}" for name, count in losses.items() if count is not None), "red")
    if source := record.get("attribution"):
        text.append(f"  source: {_printable(source.get('name') or source['text'])}", "dim")
    return text


def _parties(parties: Iterable[Json]) -> str:
    return ", ".join(_named(party) + (f" ({party['sector']})" if party.get("sector") else "") for party in parties)


def _named(thing: Json) -> str:
    name = _printable(thing.get("name") or thing.get("text") or "?")
    return f"{name} {thing['country']}" if thing.get("country") else name


def panel(record: Json) -> Panel:
    """An enriched story with all that was found in it."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row(
        "topics", ", ".join(f"{_printable(t['name'])} {t['score']:.2f}" for t in _best(record, "topics", "score", _TOPICS_SHOWN))
    )
    rows.add_row("entities", Text(", ".join(_entity(e) for e in _best(record, "entities", "salience", _ENTITIES_SHOWN))))
    rows.add_row("quotes", Group(*(_quote(quote) for quote in _direct(record)[:_QUOTES_SHOWN])))
    rows.add_row("events", Group(*(event(found) for found in sorted(record["events"], key=lambda e: not e["main"]))))
    if failed := {step: said for step, said in record["steps"].items() if said != "ok"}:
        rows.add_row("steps", Text(_printable(str(failed)), style="red"))
    lead = Text(_printable(record["text"].partition("\n")[2] or record["text"])[:300] + " …", style="italic")
    named = " · ".join(_printable(str(record[key])) for key in ("provider", "format", "published", "urgency") if record[key])
    title = Text(_printable(record["headline"] or record["story_id"]), style="bold")
    return Panel(Group(lead, Text(), rows), title=title, title_align="left", subtitle=f"{named} · rev {record['revision']}")


def _best(record: Json, part: str, by: str, number: int) -> list[Json]:
    return sorted(record[part], key=lambda found: -float(found[by]))[:number]


def _entity(found: Json) -> str:
    known = [found["type"], found.get("country"), found.get("wikidata")]
    return f"{_printable(found['name'])} ({' '.join(filter(None, known))})"


def _direct(record: Json) -> list[Json]:
    """The direct quotes, the longest first: those of two words are in the text of the others."""
    return sorted((quote for quote in record["quotes"] if not quote["indirect"]), key=lambda quote: -len(quote["text"]))


def _quote(found: Json) -> Text:
    speaker = found.get("speaker") or {}
    words = found["text"] if len(found["text"]) <= _QUOTE_CHARACTERS else found["text"][:_QUOTE_CHARACTERS] + "…"
    return Text.assemble(
        (f"“{_printable(words)}”", "italic"), (f" {_printable(speaker.get('name') or speaker.get('text') or '?')}", "bold")
    )


def _printable(text: str) -> str:
    """Without control characters: a wire, or a key, must not steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
