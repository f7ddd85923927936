import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from stream.logs import configure_logs


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_json_line_has_the_event_and_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")

    structlog.get_logger("a").warning("story refused", story_id="urn:é")

    line = json.loads(capsys.readouterr().err)
    assert {"event": "story refused", "story_id": "urn:é", "level": "warning", "logger": "a"}.items() <= line.items()


def test_lines_of_other_libraries_look_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")

    logging.getLogger("library").warning("slow %s", "disk")

    assert json.loads(capsys.readouterr().err)["event"] == "slow disk"


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "text")

    structlog.get_logger("a").info("ready", slots=2)

    assert "ready" in (shown := capsys.readouterr().err)
    assert "slots=2" in shown


@pytest.mark.parametrize(("level", "shown"), [("info", True), ("warning", False)])
def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str], level: str, shown: bool) -> None:
    configure_logs(level, "json")

    structlog.get_logger("a").info("ready")

    assert ("ready" in capsys.readouterr().err) is shown


def test_nothing_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "text")

    structlog.get_logger("a").error("broken")

    assert capsys.readouterr().out == ""
