"""The embedded broker: a Kafka for the demo and the tests, never for production.

It is librdkafka's own mock cluster, which comes with confluent-kafka: the real Kafka protocol over loopback TCP, up in
milliseconds, without a JVM or a container. It runs in a process of its own, so that clients and broker die apart from
each other, and it ends when the process that started it does. Limits: one broker, memory only, no compaction; topics
are made at the start, since it takes no requests to make them; and of a partition only about the newest 5 MB stay: a
message of 8 MiB is taken, and gone when the next one arrives.
"""

import contextlib
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator

import confluent_kafka.cimpl

from stream.channels import CHANNELS
from stream.worker.processes import die_with_parent

PARTITIONS = 4
_PRODUCER = 0
# Real brokers wait 3 s for more members before a group's first assignment; here nobody else comes.
_FIRST_REBALANCE_MS = 100


def topics_of(prefix: str) -> list[str]:
    """The names of all channels' topics under a prefix."""
    return [channel.topic(prefix) for channel in CHANNELS.values()]


@contextlib.contextmanager
def embedded_broker(prefixes: Iterable[str] = ("wire.",), *, partitions: int = PARTITIONS) -> Iterator[str]:
    """Run a broker that has the topics of all channels.

    Args:
        prefixes: the channel prefixes whose topics to make.
        partitions: of each topic.

    Yields:
        Its address, for a client's `bootstrap.servers`.
    """
    request = json.dumps({"topics": [name for prefix in prefixes for name in topics_of(prefix)], "partitions": partitions})
    command = [sys.executable, "-m", "stream.worker.embedded", request]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 own module
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise ChildProcessError("the embedded broker did not start")
            yield address
        finally:
            process.kill()


class _MockCluster:
    """librdkafka's mock cluster, through its C interface, which the Python binding does not offer."""

    def __init__(self) -> None:
        # Symbols of librdkafka are found through the extension module that is linked to it.
        self._lib = lib = ctypes.CDLL(confluent_kafka.cimpl.__file__)
        pointer, integer, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
        lib.rd_kafka_conf_new.restype = pointer
        lib.rd_kafka_conf_set.argtypes = [pointer, text, text, text, ctypes.c_size_t]
        lib.rd_kafka_new.restype, lib.rd_kafka_new.argtypes = pointer, [integer, pointer, text, ctypes.c_size_t]
        lib.rd_kafka_mock_cluster_new.restype, lib.rd_kafka_mock_cluster_new.argtypes = pointer, [pointer, integer]
        lib.rd_kafka_mock_cluster_bootstraps.restype, lib.rd_kafka_mock_cluster_bootstraps.argtypes = text, [pointer]
        lib.rd_kafka_mock_topic_create.argtypes = [pointer, text, integer, integer]
        lib.rd_kafka_mock_group_initial_rebalance_delay_ms.argtypes = [pointer, ctypes.c_int32]
        reason = ctypes.create_string_buffer(512)
        conf = lib.rd_kafka_conf_new()
        lib.rd_kafka_conf_set(conf, b"log_level", b"3", reason, len(reason))
        handle = lib.rd_kafka_new(_PRODUCER, conf, reason, len(reason))
        self._cluster = lib.rd_kafka_mock_cluster_new(handle, 1) if handle else None
        if not self._cluster:
            raise ChildProcessError(f"librdkafka gave no mock cluster: {reason.value.decode()}")
        lib.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, _FIRST_REBALANCE_MS)

    @property
    def address(self) -> str:
        return str(self._lib.rd_kafka_mock_cluster_bootstraps(self._cluster).decode())

    def create_topic(self, name: str, partitions: int) -> None:
        failed = self._lib.rd_kafka_mock_topic_create(self._cluster, name.encode(), partitions, 1)
        if failed:
            raise ChildProcessError(f"cannot make topic {name}: librdkafka error {failed}")


def _serve(request: str) -> None:
    """Run until stdin ends, which it does with the parent."""
    parent = os.getppid()
    die_with_parent(parent)
    wanted = json.loads(request)
    cluster = _MockCluster()
    for name in wanted["topics"]:
        cluster.create_topic(name, wanted["partitions"])
    sys.stdout.write(f"{cluster.address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1])
