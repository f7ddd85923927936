"""How the worker ends when it cannot run."""

import pytest

from stream.worker import service
from stream.worker.slots import Work
from tests.integration.harness import worker_settings

FAKES = Work(parse="tests.worker.fakes:parse", enrich="tests.worker.fakes:enrich")


def test_broker_that_only_faust_cannot_reach_is_told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Channels were found, and the broker went away, or took the password of one client and not of the other."""
    monkeypatch.setattr(service, "await_channels", lambda *_: None)

    status = service.run(worker_settings("127.0.0.1:1", "wire."), FAKES)

    assert status == 3
    assert "worker cannot run" in capfd.readouterr().err
