"""The embedded broker."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from stream.channels import CHANNELS
from stream.worker.embedded import embedded_broker
from tests.integration.harness import until

pytestmark = pytest.mark.broker
_MIB = 1024 * 1024


def test_all_channels_exist_under_the_prefix(broker: str, prefix: str) -> None:
    topics = Producer({"bootstrap.servers": broker}).list_topics(timeout=10).topics

    assert {channel.topic(prefix) for channel in CHANNELS.values()} <= topics.keys()
    assert len(topics[prefix + "raw"].partitions) == 4


def test_largest_raw_message_passes(broker: str, prefix: str) -> None:
    value = bytes(8 * _MIB)
    producer = Producer({"bootstrap.servers": broker, "message.max.bytes": 9 * _MIB})
    producer.produce(prefix + "raw", value, partition=0)
    assert producer.flush(30) == 0
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "g"})
    consumer.assign([TopicPartition(prefix + "raw", 0, 0)])

    message = until(lambda: consumer.poll(0.5), "the message")
    consumer.close()

    assert message.value() == value


def test_broker_ends_with_its_parent() -> None:
    code = (
        "import os, time\nfrom stream.worker.embedded import embedded_broker\n"
        "with embedded_broker() as address:\n    print(address, flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 our own code
        address = parent.stdout.readline().strip() if parent.stdout else ""
        os.kill(parent.pid, signal.SIGKILL)
    host, port = address.split(":")

    until(lambda: _refuses(host, int(port)), "the broker's end", 10)


def test_broker_is_gone_when_the_block_ends() -> None:
    with embedded_broker() as address:
        host, port = address.split(":")
        assert not _refuses(host, int(port))

    assert _refuses(host, int(port))


def _refuses(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return False
    except OSError:
        return True
