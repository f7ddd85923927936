from pathlib import Path

import pytest

from stream.channels import CHANNELS, Channel, markdown
from stream.settings import Settings

README = Path(__file__).parent.parent / "README.md"
EACH = pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS.keys())


@EACH
def test_channel_stands_under_its_own_name(channel: Channel) -> None:
    assert CHANNELS[channel.name] is channel


@EACH
def test_topic_has_the_prefix_before_it(channel: Channel) -> None:
    assert channel.topic("afp.") == f"afp.{channel.name}"


@EACH
def test_config_limits_sizes_at_least_as_high_as_messages_may_be(channel: Channel) -> None:
    settings = Settings()

    assert int(channel.config(settings)["max.message.bytes"]) > settings.max_raw_bytes


def test_dead_letters_may_be_larger_than_raw_messages() -> None:
    settings = Settings()

    assert CHANNELS["dead-letter"].max_bytes(settings) > CHANNELS["raw"].max_bytes(settings)


@pytest.mark.parametrize("name", ["stories", "enriched", "event-mentions"])
def test_channels_of_records_keep_the_newest_of_each_key(name: str) -> None:
    config = CHANNELS[name].config(Settings())

    assert config["cleanup.policy"] == "compact"
    assert "retention.ms" not in config


@pytest.mark.parametrize(("name", "days"), [("raw", 7), ("inbox", 7), ("dead-letter", 30)])
def test_channels_of_messages_keep_them_for_days(name: str, days: int) -> None:
    assert CHANNELS[name].config(Settings())["retention.ms"] == str(days * 86_400_000)


@EACH
def test_markdown_has_a_row_for_each_channel(channel: Channel) -> None:
    assert f"`wire.{channel.name}`" in markdown()


def test_readme_has_the_table_of_channels() -> None:
    _, marker, rest = README.read_text().partition("<!-- channels -->\n")
    if not marker:
        pytest.skip("README has no table of channels yet")

    assert rest.partition("\n<!-- /channels -->")[0].strip() == markdown()
