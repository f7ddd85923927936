"""Asking the brokers which topics they have, and saying why when they do not answer.

librdkafka tries again for ever, whatever the reason, and tells it only to a callback: a wrong password looks like a broker
that is away. Here a broker that refuses us ends the wait at once, and one that is away is named with what it said last.
"""

import logging
import time

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from stream.errors import KafkaFailed
from stream.settings import Settings, confluent_config

# No other attempt will end otherwise: password, certificate or authority are wrong.
_REFUSALS = (KafkaError._AUTHENTICATION, KafkaError._SSL, KafkaError.SASL_AUTHENTICATION_FAILED)
_ATTEMPT_S = 1.0

log = logging.getLogger(__name__)


def topics(settings: Settings, timeout_s: float) -> dict[str, list[int]]:
    """Topic → its partitions, of all topics that exist. Asks for all: asking for one by name would create it on some brokers.

    Raises:
        KafkaFailed: no broker answers in time, or one refuses us; the message says why.
    """
    said: list[KafkaError] = []
    end = time.monotonic() + timeout_s
    try:
        client = AdminClient(confluent_config(settings) | {"error_cb": said.append}, logger=log)
    except KafkaException as error:
        raise KafkaFailed(text(error.args[0]), brokers=settings.brokers) from error
    while True:
        try:
            listed = client.list_topics(timeout=min(_ATTEMPT_S, timeout_s)).topics
        except KafkaException as error:
            client.poll(0)
            refusals = [reason for reason in said if reason.code() in _REFUSALS]
            if refusals or time.monotonic() > end:
                reasons = refusals or [reason for reason in said if reason.code() != KafkaError._ALL_BROKERS_DOWN]
                raise KafkaFailed(text((reasons or error.args)[-1]), brokers=settings.brokers) from error
        else:
            return {name: sorted(topic.partitions) for name, topic in listed.items()}


def text(reason: object) -> str:
    """What a KafkaException was raised with, in words."""
    return reason.str() if isinstance(reason, KafkaError) else str(reason)
