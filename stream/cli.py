"""The command line, `wirestream`. Each command is a few lines: what it does lives in the module it calls.

Exit status: 0 done; 1 some input was refused, each named on stderr with its cause; 2 wrong usage; 3 the infrastructure
failed. Programs get JSON Lines on stdout, people something to read. What is slow to load is imported by the command that
needs it.
"""

import sys
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from stream.channels import CHANNELS, kept
from stream.clients.inputs import Refused, read
from stream.clients.options import DONE, INFRASTRUCTURE_FAILED, KAFKA, REFUSED, Version, register
from stream.clients.progress import counted
from stream.settings import SETTINGS, Settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False, add_completion=False)

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE", help="One raw message a file; one a line in .jsonl and .ndjson; .gz too; - is stdin."),
]
Provider = Annotated[str | None, typer.Option(help="The agency, where messages do not name it.", metavar="NAME")]
_NOT_HERE = ("sasl_password", "log_level", "log_format")


@app.callback()
def about(version: Version = False) -> None:
    """Raw news agency wires in, structured event records out.

    Try [bold]wirestream demo[/bold], then [bold]wirestream enrich FILE[/bold].
    """


@register(app, *(name for name in SETTINGS if name not in _NOT_HERE))
def worker(
    settings: Settings,
    check: Annotated[bool, typer.Option(help="Compare the channels with what we need before starting.")] = True,
) -> int:
    """Run the service: takes raw messages from Kafka, publishes stories, enriched stories and event mentions.

    Ends on SIGTERM or Ctrl-C, after what it holds is done. /ready and /metrics are served on --host and --port.

    [bold]Example:[/bold] wirestream worker --brokers kafka:9092 --slots 4
    """
    from stream.clients import topics
    from stream.worker.service import run

    if check:
        topics.check(settings, missing=False)
    return run(settings)


@register(app, "prefix", "group", "slots", "host", "port")
def demo(
    settings: Settings,
    push: Annotated[list[str] | None, typer.Option(help="Push this file too; can be repeated.", metavar="FILE")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave it running until Ctrl-C, to push to it.")] = False,
) -> int:
    """Show the whole service at work, with nothing set up: a broker inside, a worker, and a sample wire.

    Shows the records as they arrive, and ends by itself, with status 0 only if everything came out.

    [bold]Example:[/bold] wirestream demo --push story.xml --keep
    """
    from stream import demo as stage

    if not keep:  # any free port: another worker may have the usual one
        settings = msgspec.structs.replace(settings, port=0)
    typer.echo("starting a broker and a worker …", err=True)
    outcome = stage.run(settings, [*stage.samples(), *(push or [])], _shown_in_demo(), keep=_wait if keep else None)
    said = (
        f"{outcome.messages} messages: {outcome.stories} stories, {outcome.events} events,"
        f" {outcome.retracted} records taken back, {outcome.dead_letters} dead letter(s)"
    )
    typer.echo(f"{said}; {outcome.seconds} s", err=True)
    for missing in outcome.missing:
        typer.echo(f"did not come out: {missing}", err=True)
    return INFRASTRUCTURE_FAILED if outcome.missing else DONE


def _shown_in_demo() -> Any:
    import orjson

    from stream.clients import display, tail

    console = Console()

    def show(message: tail.Tailed) -> None:
        if not sys.stdout.isatty():
            typer.echo(tail.json_line(message))
        elif message.channel.name == "dead-letter" or b'"record_status":"retracted"' in (message.value or b""):
            console.print(display.line(message))
        elif message.channel.name == "enriched" and message.value is not None:
            console.print(display.panel(orjson.loads(message.value)))

    return show


def _wait(settings: Settings) -> None:
    """Say how to use what is running, and wait for Ctrl-C."""
    where = f"--brokers {settings.brokers} --prefix {settings.prefix}"
    typer.echo(f"\nRunning until Ctrl-C. In another terminal:\n  wirestream push {where} FILE", err=True)
    typer.echo(f"  wirestream tail {where}\n  curl http://{settings.host}:{settings.port}/ready", err=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


@register(app, *KAFKA, "max_raw_bytes")
def push(
    settings: Settings,
    files: Files,
    provider: Provider = None,
    content_type: Annotated[
        str | None, typer.Option(help="Media type of the messages, where you know it.", metavar="TYPE")
    ] = None,
) -> int:
    """Send raw messages to Kafka, bytes unchanged.

    Keyed by provider and story, so that a story's revisions keep their order. Ends when the brokers have confirmed all.

    [bold]Example:[/bold] wirestream push --brokers kafka:9092 stories/*.xml archive.jsonl.gz
    """
    from stream.clients.push import Pushed
    from stream.clients.push import push as push_all

    began, number, size_bytes, status = time.monotonic(), 0, 0, DONE
    results = push_all(settings, read(files, settings.max_raw_bytes), provider=provider, content_type=content_type)
    for result in counted(results, "pushed"):
        if isinstance(result, Pushed):
            number, size_bytes = number + 1, size_bytes + result.size_bytes
        else:
            status = _refuse(result)
    seconds = max(time.monotonic() - began, 1e-3)
    rates = f"{number / seconds:,.0f} messages/s, {size_bytes / seconds / 1e6:,.2f} MB/s"
    typer.echo(f"pushed {number:,} messages, {size_bytes:,} bytes in {seconds:.1f} s ({rates})", err=True)
    return status


@register(app, *KAFKA)
def tail(
    settings: Settings,
    channels: Annotated[
        list[str] | None, typer.Argument(metavar="[CHANNEL…]", help="With or without prefix; all outputs unless named.")
    ] = None,
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="What is there already, too.")] = False,
    limit: Annotated[int | None, typer.Option("--max", min=1, metavar="N", help="End after N records.")] = None,
    seconds: Annotated[float | None, typer.Option("--for", min=0, metavar="SECONDS", help="End after so long.")] = None,
    envelope: Annotated[
        bool, typer.Option("--envelope", help="In JSON: each value inside channel, offset, key and headers.")
    ] = False,
) -> int:
    """Follow channels: a line a record to read, JSON Lines when piped.

    Records come as they stand; raw messages, dead letters and tombstones in an envelope with key and headers.

    [bold]Example:[/bold] wirestream tail event-mentions --from-beginning --for 10 | jq -r .type
    """
    from stream.clients import display
    from stream.clients import tail as following

    chosen = following.named(channels or [], settings.prefix)
    end = None if seconds is None else time.monotonic() + seconds
    console = Console()
    arriving = following.tail(
        settings, chosen, from_beginning=from_beginning, limit=limit, over=lambda: end is not None and time.monotonic() > end
    )
    try:
        for message in arriving:
            if sys.stdout.isatty():
                console.print(display.line(message), soft_wrap=True)
            else:
                typer.echo(following.json_line(message, envelope=envelope))
    except KeyboardInterrupt:
        pass
    return DONE


@register(app, "max_raw_bytes")
def parse(settings: Settings, files: Files, provider: Provider = None) -> int:
    """Parse raw messages: one Story a line, without any analysis.

    [bold]Example:[/bold] wirestream parse story.xml | jq '{story_id, revision, headline}'
    """
    from stream.clients import display, offline

    return _print_records(offline.parse(read(files, settings.max_raw_bytes), provider=provider), display.story, "parsed")


@register(app, "max_raw_bytes")
def enrich(settings: Settings, files: Files, provider: Provider = None) -> int:
    """Parse and analyse raw messages: one enriched record a line, without Kafka.

    [bold]Example:[/bold] wirestream enrich story.xml | jq -c '.events[] | {type, date: .date.value}'
    """
    from stream.clients import display, offline

    stories = offline.parse(read(files, settings.max_raw_bytes), provider=provider)
    return _print_records(offline.enrich(stories), display.panel, "enriched")


def _print_records(records: Iterable[Any], readable: Any, what: str) -> int:
    """Records to stdout, what is refused to stderr; returns the exit status."""
    status, console = DONE, Console()
    for record in records if sys.stdout.isatty() else counted(records, what):
        if isinstance(record, Refused):
            status = _refuse(record)
        elif sys.stdout.isatty():
            console.print(readable(msgspec.to_builtins(record)))
        else:
            typer.echo(msgspec.json.encode(record))
    return status


def _refuse(refused: Refused) -> int:
    """Name a refused input and why; returns the exit status it makes."""
    error = refused.error
    cause = error.strerror or str(error) if isinstance(error, OSError) else f"{getattr(error, 'cause', 'error')}: {error}"
    typer.echo(f"{refused.source}: {cause}", err=True)
    return REFUSED


@register(app, *KAFKA)
def redrive(
    settings: Settings,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Only this letter (`dl_id`); can be repeated.")
    ] = None,
    causes: Annotated[
        list[str] | None, typer.Option("--cause", metavar="WORD", help="Only letters of this `dl_cause`; can be repeated.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"], help="Only letters since."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say which letters it would be, and send nothing.")] = False,
) -> int:
    """Send dead letters back to the channel they came from, once: one that fails again comes back with `dl_attempt` + 1.

    All that are there unless restricted; of a message that failed several times only the last letter. Times without an
    offset are UTC.

    [bold]Example:[/bold] wirestream redrive --cause timeout --since 2026-11-24 --dry-run
    """
    from stream.clients import redrive as redriving

    chosen = redriving.Choice(ids=frozenset(ids or ()), causes=frozenset(causes or ()), since=since)
    number, status = 0, DONE
    for result in counted(redriving.redrive(settings, chosen, dry_run=dry_run), "redriven"):
        if isinstance(result, Refused):
            status = _refuse(result)
        else:
            number += 1
            typer.echo(msgspec.json.encode(result))
    typer.echo(f"{'would redrive' if dry_run else 'redrove'} {number:,} dead letters", err=True)
    return status


@register(app, *KAFKA)
def forget(
    settings: Settings,
    stories: Annotated[list[str], typer.Argument(metavar="STORY_ID…", help="`story_id` of the records to take back.")],
) -> int:
    """Have all records of a story retracted and tombstoned, and keep it dead: no later revision brings it back.

    What the producers sent stays in the raw channel, the inbox and the dead letters until their retention ends.

    [bold]Example:[/bold] wirestream forget urn:newsml:afp.com:20261124:TX-PAR-ABC12
    """
    from stream.clients.forget import forget as forget_one

    for story_id in stories:
        forget_one(settings, story_id)
        typer.echo(f"forgetting {story_id}", err=True)
    return DONE


@register(app)
def evaluate(
    settings: Settings,
    gold: Annotated[Path, typer.Argument(help="Annotations, JSON Lines.", exists=True, dir_okay=False)],
    stories: Annotated[Path, typer.Argument(help="The stories annotated, JSON Lines.", exists=True, dir_okay=False)],
    topics: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            exists=True, dir_okay=False, metavar="GOLD CORPUS", help="Assigned Media Topics, and the stories they are for."
        ),
    ] = None,
    floors: Annotated[
        Path | None, typer.Option(help="TOML: figure = minimum; status 1 below one.", exists=True, dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON object.")] = False,
    misses: Annotated[int, typer.Option(min=0, metavar="N", help="Show N answers that are missed or wrong.")] = 0,
) -> int:
    """Measure the analysis: gold stories through the whole way, records scored against annotations.

    [bold]Example:[/bold] wirestream evaluate dev.gold.jsonl dev.stories.jsonl --floors floors.toml
    """
    from stream.evaluation.run import evaluate as measure

    report = measure(gold, stories, topics=topics, floors=floors, misses=misses)
    typer.echo(msgspec.json.encode(report.as_json()) if as_json else "\n".join(report.lines()))
    return DONE if report.passed else REFUSED


@register(app, *KAFKA, "partitions", "replication", "min_insync", "max_raw_bytes", "max_record_bytes", "group")
def channels(
    settings: Settings,
    create: Annotated[bool, typer.Option("--create", help="Make those that are missing, and set the others right.")] = False,
    acls: Annotated[bool, typer.Option("--acls", help="Print the access rules that each role needs.")] = False,
) -> int:
    """List the Kafka topics and what each carries; make them.

    [bold]Example:[/bold] wirestream channels --create --brokers kafka:9092 --replication 3
    """
    from stream.clients import topics

    if create:
        _print_rows([msgspec.to_builtins(made) for made in topics.create(settings)])
    elif acls:
        _print_rows([msgspec.to_builtins(rule) for rule in topics.access_rules(settings)])
    else:
        _print_rows(
            [
                {
                    "channel": channel.topic(settings.prefix),
                    "key": channel.key,
                    "value": channel.record,
                    "what": channel.what,
                    "kept": kept(channel),
                    "internal": channel.internal,
                }
                for channel in CHANNELS.values()
            ]
        )
    return DONE


def _print_rows(rows: list[dict[str, Any]]) -> None:
    """A table to read, or JSON Lines."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo(msgspec.json.encode(row))
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(", ".join(value) if isinstance(value, list | tuple) else str(value) for value in row.values()))
    Console().print(table)


@register(app)
def schemas(
    settings: Settings,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to.")] = Path("schemas"),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; status 1 if a file is missing or differs.")] = False,
    examples: Annotated[bool, typer.Option("--examples", help="Write the sample story's records beside them, too.")] = False,
) -> int:
    """Write the JSON Schemas of the records and the AsyncAPI document of the channels.

    [bold]Example:[/bold] wirestream schemas schemas/ --check
    """
    from stream import schemas as published

    if check:
        differing = published.differing(folder)
        for path in differing:
            typer.echo(f"{path}: differs; `wirestream schemas {folder}` writes it anew", err=True)
        return REFUSED if differing else DONE
    paths = [*published.write(folder), *(published.write_examples(folder) if examples else [])]
    for path in paths:
        typer.echo(str(path))
    return DONE


def main() -> None:
    """The `wirestream` command."""
    app(prog_name="wirestream")
