"""Fixtures for all tests: an embedded broker, a real Kafka, and channel prefixes of one's own on it."""

from collections.abc import Iterator

import pytest

from stream.worker.embedded import embedded_broker
from tests.integration import kafka_broker

# One for each test that asks; the mock cluster makes its topics at the start only.
_PREFIXES = [f"t{number}." for number in range(40)]


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """The address of an embedded broker."""
    with embedded_broker(_PREFIXES) as address:
        yield address


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The address of a real Kafka: see tests/integration/kafka_broker.py for which."""
    if kafka_broker.wanted() is None:
        pytest.skip("neither TEST_KAFKA_BROKERS nor KAFKA_BACKEND is set: `make test-kafka` sets it")
    with kafka_broker.kafka() as address:
        yield address


@pytest.fixture(scope="session")
def _unused_prefixes() -> Iterator[str]:
    return iter(_PREFIXES)


@pytest.fixture
def prefix(_unused_prefixes: Iterator[str]) -> str:
    """A channel prefix that nobody else uses."""
    return next(_unused_prefixes)


@pytest.fixture(scope="module")
def module_prefix(_unused_prefixes: Iterator[str]) -> str:
    """The same, for a worker that the tests of a module share."""
    return next(_unused_prefixes)
