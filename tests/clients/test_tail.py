from typing import Any

import orjson
import pytest

from stream.channels import CHANNELS
from stream.clients.kafka import failures, producer
from stream.clients.tail import SHOWN, Tailed, json_line, named, tail
from stream.errors import SettingRefused
from stream.settings import Settings


def _message(channel: str, value: bytes | None) -> Tailed:
    return Tailed(
        channel=CHANNELS[channel], partition=2, offset=7, timestamp_ms=1, key="k", headers={"dl_cause": "malformed"}, value=value
    )


def _send(settings: Settings, channel: str, *values: str) -> None:
    client = producer(settings)
    with failures(settings):
        for value in values:
            client.produce(CHANNELS[channel].topic(settings.prefix), value, key="k")
        client.flush()


@pytest.mark.parametrize("name", ["enriched", "wire.enriched"])
def test_channels_are_named_with_or_without_prefix(name: str) -> None:
    assert named([name], "wire.") == [CHANNELS["enriched"]]


def test_all_outputs_are_followed_when_none_is_named() -> None:
    assert [channel.name for channel in named([], "wire.")] == SHOWN


def test_unknown_channel_is_refused() -> None:
    with pytest.raises(SettingRefused):
        named(["enrichd"], "wire.")


def test_record_is_printed_as_it_stands() -> None:
    assert json_line(_message("enriched", b'{"a":  1}')) == b'{"a":  1}'


@pytest.mark.parametrize(
    ("channel", "value"), [("raw", b"\xff text"), ("dead-letter", b"<a/>"), ("dead-letter", None), ("stories", None)]
)
def test_what_is_no_record_is_printed_in_an_envelope(channel: str, value: bytes | None) -> None:
    printed: dict[str, Any] = orjson.loads(json_line(_message(channel, value)))

    expected = value if value is None else value.decode("utf-8", "replace")
    assert (printed["channel"], printed["offset"], printed["value"]) == (channel, 7, expected)


def test_record_is_put_in_an_envelope_on_demand() -> None:
    assert orjson.loads(json_line(_message("stories", b'{"a": 1}'), envelope=True))["value"] == {"a": 1}


@pytest.mark.broker
def test_tail_starts_with_what_comes_after_it(broker: str, module_prefix: str) -> None:
    settings = Settings(brokers=broker, prefix=module_prefix)
    _send(settings, "stories", "before")

    def send_once() -> bool:
        if not sent:
            sent.append("after")
            _send(settings, "stories", "after")
        return False

    sent: list[str] = []
    (message,) = tail(settings, [CHANNELS["stories"]], limit=1, over=send_once)

    assert message.value == b"after"


@pytest.mark.broker
def test_tail_from_the_beginning_has_all_in_order(broker: str, module_prefix: str) -> None:
    settings = Settings(brokers=broker, prefix=module_prefix)
    _send(settings, "enriched", "one", "two", "three")

    arrived = [message.value for message in tail(settings, [CHANNELS["enriched"]], from_beginning=True, limit=3)]

    assert arrived == [b"one", b"two", b"three"]


@pytest.mark.broker
def test_tail_ends_when_told(broker: str, module_prefix: str) -> None:
    asked: list[int] = []

    def over() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert list(tail(Settings(brokers=broker, prefix=module_prefix), [CHANNELS["stories"]], over=over)) == []
