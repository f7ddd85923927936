"""Having the worker forget a story: word to whoever owns it, through the inbox."""

import time
from typing import Any

from stream.channels import INBOX
from stream.clients.kafka import failures, produce, producer, require
from stream.errors import KafkaFailed
from stream.settings import Settings
from stream.worker.outputs import forgetting

_TIMEOUT_S = 30.0


def forget(settings: Settings, story_id: str) -> None:
    """Send word, and wait until the brokers have it.

    Raises:
        KafkaFailed: they do not take it.
    """
    require(settings, [INBOX])
    client, failed = producer(settings), []
    message = forgetting(story_id, round(time.time() * 1000))

    def confirmed(error: Any, _: Any) -> None:
        if error is not None:
            failed.append(error)

    topic = INBOX.topic(settings.prefix)
    produce(client, topic, key=message.key, value=message.value, headers=message.headers, on_delivery=confirmed)
    with failures(settings):
        waiting = client.flush(_TIMEOUT_S)
    if waiting or failed:
        raise KafkaFailed(failed[0].str() if failed else "no confirmation in time", brokers=settings.brokers)
