"""A real Kafka for tests: a plain process, or a container where a Docker engine answers.

Environment, so that one command line serves users, CI and machines without an engine:
    TEST_KAFKA_BROKERS  a Kafka that runs already
    KAFKA_BACKEND       otherwise: `process` or `docker`; unset, the tests that need a Kafka are skipped
    KAFKA_IMAGE         image of the container (apache/kafka:4.3.1); its tag is the version of the plain process, too
"""

import contextlib
import os
import random
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

IMAGE = os.environ.get("KAFKA_IMAGE", "apache/kafka:4.3.1")
_BROKER = Path(__file__).parent / "kafka" / "broker"
_START_S = 120
# As in kafka/server.properties, which the plain process reads.
_CONTAINER_SETTINGS = {
    "node.id": "1",
    "process.roles": "broker,controller",
    "controller.quorum.voters": "1@localhost:9094",
    "controller.listener.names": "CONTROLLER",
    "listeners": "PLAINTEXT://:9092,BROKER://:9093,CONTROLLER://:9094",
    "inter.broker.listener.name": "BROKER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "group.initial.rebalance.delay.ms": "0",
    "log.cleaner.dedupe.buffer.size": "8388608",
}


def wanted() -> str | None:
    """Which Kafka the tests are to have; None: none."""
    return "running" if os.environ.get("TEST_KAFKA_BROKERS") else os.environ.get("KAFKA_BACKEND") or None


@contextlib.contextmanager
def kafka() -> Iterator[str]:
    """The address of the Kafka that is wanted."""
    match wanted():
        case "running":
            yield os.environ["TEST_KAFKA_BROKERS"]
        case "process":
            with process_kafka(free_ports(2)) as address:
                yield address
        case "docker":
            with container_kafka(free_ports(1)) as address:
                yield address
        case other:
            raise ValueError(f"KAFKA_BACKEND must be process or docker, not {other}")


def free_ports(count: int) -> int:
    """The first of so many free ports in a row, below those that the kernel gives out."""
    while True:
        first = random.randrange(20000, 32000)  # noqa: S311 no secret
        with contextlib.ExitStack() as probes:
            try:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
        return first


@contextlib.contextmanager
def process_kafka(port: int, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """A broker as a plain process on a port and, for its controller, the one above.

    Args:
        port: see free_ports.
        environment: variables that `kafka/broker` knows.
    """
    with tempfile.TemporaryDirectory(prefix="kafka-") as folder:
        command = [str(_BROKER), "start", folder, str(port)]
        variables = {"KAFKA_VERSION": IMAGE.rpartition(":")[2], **os.environ, **(environment or {})}
        try:
            started = subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 ours
            yield started.stdout.strip()
        finally:
            if Path(folder, "pid").exists():
                subprocess.run([str(_BROKER), "stop", folder], check=True)  # noqa: S603 ours


@contextlib.contextmanager
def container_kafka(port: int) -> Iterator[str]:
    """A broker in a container, its port published on loopback only."""
    # testcontainers reads these when it is imported: no second image that cleans up, and loopback even inside a container.
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    address = f"127.0.0.1:{port}"
    container = DockerContainer(IMAGE)
    # with_bind_ports would open it on all addresses.
    container.ports["9092/tcp"] = ("127.0.0.1", port)  # type: ignore[assignment]  # declared too narrowly
    container.with_env("KAFKA_HEAP_OPTS", "-Xms64m -Xmx256m")
    advertised = {"advertised.listeners": f"PLAINTEXT://{address},BROKER://localhost:9093"}
    for name, value in (_CONTAINER_SETTINGS | advertised).items():
        container.with_env("KAFKA_" + name.upper().replace(".", "_"), value)
    container.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(_START_S))
    with container:
        yield address
