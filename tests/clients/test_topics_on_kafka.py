"""Making topics, on a real Kafka: the embedded broker takes no such requests."""

import uuid

import msgspec
import pytest

from stream.channels import CHANNELS
from stream.clients.topics import check, create, differences
from stream.errors import ChannelMismatch, KafkaFailed
from stream.settings import Settings

pytestmark = pytest.mark.kafka


@pytest.fixture
def settings(kafka: str) -> Settings:
    return Settings(brokers=kafka, prefix=f"test-{uuid.uuid4().hex}.", partitions=3, replication=1, min_insync=1)


def test_create_makes_all_channels_as_check_wants_them(settings: Settings) -> None:
    made = create(settings)

    assert [(one.topic, one.did) for one in made] == [
        (channel.topic(settings.prefix), "created") for channel in CHANNELS.values()
    ]
    check(settings)


def test_create_leaves_channels_that_are_as_wanted(settings: Settings) -> None:
    create(settings)

    assert {one.did for one in create(settings)} == {"as it should be"}


def test_create_sets_a_configuration_right(settings: Settings) -> None:
    create(settings)
    larger = msgspec.structs.replace(settings, max_record_bytes=settings.max_record_bytes + 1024)

    with pytest.raises(ChannelMismatch, match=r"max\.message\.bytes"):
        check(larger)
    create(larger)
    check(larger)


def test_create_refuses_another_number_of_partitions(settings: Settings) -> None:
    create(settings)

    with pytest.raises(ChannelMismatch, match="fixed for life"):
        create(msgspec.structs.replace(settings, partitions=4))


def test_channels_that_are_missing_differ(settings: Settings) -> None:
    assert {difference.topic for difference in differences(settings)} == {
        channel.topic(settings.prefix) for channel in CHANNELS.values()
    }


def test_create_fails_when_there_are_too_few_brokers(settings: Settings) -> None:
    with pytest.raises(KafkaFailed, match="replication"):
        create(msgspec.structs.replace(settings, replication=30))
