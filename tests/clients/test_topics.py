import pytest

from stream.channels import CHANNELS
from stream.clients import topics
from stream.clients.topics import Difference, access_rules, check
from stream.errors import ChannelMismatch
from stream.settings import Settings

MISSING = Difference(topic="wire.raw", what="topic", wanted="one", found=None)
SMALL = Difference(topic="wire.raw", what="max.message.bytes", wanted="8392704", found="1048588")
FEWER = Difference(topic="wire.raw", what="partitions", wanted="12", found="1")


def _found(monkeypatch: pytest.MonkeyPatch, *found: Difference) -> None:
    monkeypatch.setattr(topics, "differences", lambda settings: list(found))


def test_check_passes_channels_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch)

    check(Settings())


@pytest.mark.parametrize("difference", [MISSING, SMALL])
def test_check_names_the_command_that_mends_a_difference(monkeypatch: pytest.MonkeyPatch, difference: Difference) -> None:
    _found(monkeypatch, difference)

    with pytest.raises(ChannelMismatch, match="channels --create"):
        check(Settings())


def test_check_says_that_partitions_cannot_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, FEWER)

    with pytest.raises(ChannelMismatch, match="fixed for life"):
        check(Settings())


def test_check_can_leave_missing_channels_to_be_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, MISSING)

    check(Settings(), missing=False)


def _allowed(role: str) -> dict[str, set[str]]:
    allowed: dict[str, set[str]] = {}
    for rule in access_rules(Settings()):
        if rule.role == role:
            allowed.setdefault(rule.name, set()).update(rule.operations)
    return allowed


def test_producer_may_write_raw_messages_only() -> None:
    assert _allowed("producer") == {"wire.raw": {"Write", "Describe"}}


def test_readers_may_write_nothing() -> None:
    assert all("Write" not in operations for operations in _allowed("reader").values())


def test_readers_see_no_internal_channel() -> None:
    internal = {channel.topic("wire.") for channel in CHANNELS.values() if channel.internal}

    assert not internal & _allowed("reader").keys()


def test_worker_may_write_every_channel_but_its_input() -> None:
    written = {name for name, operations in _allowed("worker").items() if "Write" in operations}

    assert written == {channel.topic("wire.") for channel in CHANNELS.values()} - {"wire.raw"}


def test_worker_reads_in_its_group() -> None:
    assert _allowed("worker")["wirestream"] == {"Read"}
