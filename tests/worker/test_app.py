"""The Faust app's settings."""

from pathlib import Path
from typing import Any

import pytest
from faust.types.auth import AuthProtocol

from stream.errors import SettingRefused
from stream.settings import Settings
from stream.worker import app as app_module
from stream.worker.app import SAFETY, create_app


def _app(tmp_path: Path, **settings: Any) -> Any:
    return create_app(Settings(**settings), tmp_path)


@pytest.mark.parametrize(
    "variable",
    [
        ("BROKER_URL", "kafka://elsewhere:1"),
        ("PROCESSING_GUARANTEE", "exactly_once"),
        ("STREAM_WAIT_EMPTY", "false"),
        ("APP_ENV_PREFIX", "X"),
        ("X_BROKER_URL", "kafka://elsewhere:1"),
    ],
)
def test_environment_does_not_reach_faust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: tuple[str, str]) -> None:
    monkeypatch.setenv(*variable)

    conf = _app(tmp_path, brokers="a:1, b:2").conf

    assert [str(url) for url in conf.broker] == ["kafka://a:1", "kafka://b:2"]
    assert {name: getattr(conf, name) for name in SAFETY} == SAFETY


def test_setting_that_came_out_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = _app(tmp_path)
    monkeypatch.setitem(app_module.SAFETY, "stream_wait_empty", False)

    with pytest.raises(SettingRefused, match="stream_wait_empty"):
        app_module._check_safety(app)


@pytest.mark.parametrize(
    ("protocol", "credentials"),
    [
        ("PLAINTEXT", None),
        ("SSL", AuthProtocol.SSL),
        ("SASL_PLAINTEXT", AuthProtocol.SASL_PLAINTEXT),
        ("SASL_SSL", AuthProtocol.SASL_SSL),
    ],
)
def test_security_protocol_reaches_faust(tmp_path: Path, protocol: str, credentials: AuthProtocol | None) -> None:
    sasl = {"sasl_mechanism": "SCRAM-SHA-512", "sasl_username": "u", "sasl_password": "p"}

    given = _app(tmp_path, security_protocol=protocol, **(sasl if "SASL" in protocol else {})).conf.broker_credentials

    assert (given and given.protocol) == credentials


def test_largest_record_fits_a_request(tmp_path: Path) -> None:
    settings = Settings()

    assert create_app(settings, tmp_path).conf.producer_max_request_size > settings.max_record_bytes
