import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from stream import __version__
from stream.cli import app
from stream.demo import samples

COMMANDS = ["worker", "demo", "push", "tail", "parse", "enrich", "evaluate", "channels", "schemas"]
SEED, NINJS, REVISION, *_, BROKEN = samples()


def run(*arguments: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, env=env, catch_exceptions=False)


def _lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(command: str) -> None:
    result = run(command, "--help")

    assert result.exit_code == 0
    assert f"Example: wirestream {command}" in " ".join(result.stdout.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_the_options_of_all(command: str) -> None:
    shown = run(command, "--help").stdout

    assert all(option in shown for option in ("--version", "--log-level", "--log-format", "--config"))


@pytest.mark.parametrize("command", [[], ["parse"], ["worker"]])
def test_version_is_printed(command: list[str]) -> None:
    result = run(*command, "--version")

    assert (result.exit_code, result.stdout) == (0, f"wirestream {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["no-such-command"],
        ["parse", "--no-such-option", SEED],
        ["parse", "--log-level", "loud", SEED],
        ["worker", "--slots", "none"],
        ["tail", "no-such-channel"],
        ["evaluate", "no-such-gold", "no-such-stories"],
    ],
)
def test_wrong_usage_has_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_refused_setting_is_named_with_its_source() -> None:
    result = run("parse", SEED, env={"WIRESTREAM_PORT": "http"})

    assert result.exit_code == 2
    assert "setting='port', source='environment'" in result.stderr


@pytest.mark.parametrize("command", [["push", SEED], ["tail"], ["channels", "--create"]])
def test_kafka_that_does_not_answer_has_status_3(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setattr("stream.clients.kafka.TIMEOUT_S", 0.5)

    result = run(*command, "--brokers", "127.0.0.1:1")

    assert result.exit_code == 3
    assert "127.0.0.1:1" in result.stderr


def test_parse_prints_one_story_a_line() -> None:
    result = run("parse", NINJS, REVISION)

    assert result.exit_code == 0
    assert [(story["schema"], story["revision"]) for story in _lines(result)] == [("story/1", 1), ("story/1", 2)]


def test_refused_file_is_named_with_its_cause_and_others_are_printed() -> None:
    result = run("parse", BROKEN, "no-such-file", SEED)

    assert result.exit_code == 1
    assert len(_lines(result)) == 1
    assert f"{BROKEN}: malformed: " in result.stderr
    assert "no-such-file: No such file" in result.stderr


def test_refused_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl"
    path.write_bytes(json.dumps(json.loads(Path(NINJS).read_bytes())).encode() + b'\n{"uri": \n')

    result = run("parse", str(path))

    assert (result.exit_code, len(_lines(result))) == (1, 1)
    assert f"{path}:2: " in result.stderr


def test_parse_reads_stdin() -> None:
    result = run("parse", "-", stdin=Path(NINJS).read_bytes())

    assert _lines(result)[0]["headline"].startswith("Inondations")


def test_message_over_the_limit_is_refused() -> None:
    result = run("parse", "--max-raw-bytes", "1024", SEED)

    assert result.exit_code == 1
    assert f"{SEED}: hostile: " in result.stderr


def test_provider_is_used_where_the_message_names_none() -> None:
    assert _lines(run("parse", "--provider", "AFP", SEED))[0]["provider"] == "AFP"


def test_channels_lists_topics_with_the_prefix() -> None:
    listed = _lines(run("channels", "--prefix", "afp."))

    assert [row["channel"] for row in listed][:2] == ["afp.raw", "afp.inbox"]


def test_acls_name_the_roles() -> None:
    assert {rule["role"] for rule in _lines(run("channels", "--acls"))} == {"producer", "worker", "reader", "operator"}


def test_schemas_writes_what_check_then_finds_unchanged(tmp_path: Path) -> None:
    run("schemas", str(tmp_path))

    assert run("schemas", str(tmp_path), "--check").exit_code == 0


def test_schemas_check_names_a_file_that_is_missing(tmp_path: Path) -> None:
    run("schemas", str(tmp_path))
    (tmp_path / "story-1.json").unlink()

    result = run("schemas", str(tmp_path), "--check")

    assert result.exit_code == 1
    assert "story-1.json" in result.stderr


@pytest.fixture(scope="module")
def pushed(broker: str, module_prefix: str) -> Result:
    """The outcome of pushing two files and one that is not there."""
    return run("push", "--brokers", broker, "--prefix", module_prefix, SEED, "no-such-file", BROKEN)


@pytest.mark.broker
@pytest.mark.usefixtures("pushed")
def test_what_is_pushed_is_tailed(broker: str, module_prefix: str) -> None:
    tailed = run("tail", "--brokers", broker, "--prefix", module_prefix, "raw", "--from-beginning", "--max", "2")

    assert {message["headers"]["filename"] for message in _lines(tailed)} == {Path(SEED).name, Path(BROKEN).name}


@pytest.mark.broker
def test_push_pushes_the_others_when_a_file_is_missing(pushed: Result) -> None:
    assert pushed.exit_code == 1
    assert "no-such-file: No such file" in pushed.stderr
    assert "pushed 2 messages" in pushed.stderr


@pytest.mark.broker
def test_tail_ends_after_its_time(broker: str, module_prefix: str) -> None:
    result = run("tail", "--brokers", broker, "--prefix", module_prefix, "--for", "0.1")

    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.model
def test_enrich_prints_the_records_in_the_order_of_the_files() -> None:
    result = run("enrich", NINJS, BROKEN, SEED)

    assert result.exit_code == 1
    assert [record["format"] for record in _lines(result)] == ["ninjs", "plain"]
    assert all(record["entities"] for record in _lines(result))


@pytest.mark.model
@pytest.mark.broker
def test_demo_brings_everything_out_and_the_seed_story_first() -> None:
    result = run("demo")

    assert result.exit_code == 0
    records = _lines(result)
    stories = [record for record in records if record.get("schema") == "enriched-story/1"]
    assert stories[0]["format"] == "plain"
    assert {record["schema"] for record in records if "schema" in record} == {"enriched-story/1", "event-mention/1"}
    assert [record["headers"]["dl_cause"] for record in records if "headers" in record] == ["malformed"]
