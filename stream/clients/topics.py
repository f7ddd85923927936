"""The channels as Kafka topics: making them, checking them, and the rights each role needs on them."""

import time
from collections.abc import Iterable

import msgspec
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # the binding re-exports them without saying so
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from stream.channels import CHANNELS, Channel
from stream.clients.kafka import TIMEOUT_S, administration, existing, failures
from stream.errors import ChannelMismatch
from stream.settings import Settings

_ASK_EVERY_S = 0.1
# Other differences (a longer retention, say) are the operator's business and harm nothing.
_CHECKED = ("cleanup.policy", "max.message.bytes", "min.insync.replicas")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where a topic is not as we need it."""

    topic: str
    what: str
    wanted: str
    found: str | None
    """None: there is no such topic."""

    def __str__(self) -> str:
        return f"{self.topic}: {self.what} {self.found or 'missing'}, wanted {self.wanted}"


def check(settings: Settings, *, missing: bool = True) -> None:
    """Refuse topics with which stories would be lost, misordered or rejected.

    Args:
        settings: what is wanted.
        missing: refuse missing ones as well.

    Raises:
        ChannelMismatch: with every difference, and the command that mends it.
        KafkaFailed: no broker answers.
    """
    found = [difference for difference in differences(settings) if missing or difference.found]
    if fixed := [difference for difference in found if difference.what == "partitions" and difference.found]:
        raise ChannelMismatch(
            f"{_listed(fixed)}. Partitions are fixed for life: set WIRESTREAM_PARTITIONS to what is there, or take another"
            " --prefix and create its channels with `wirestream channels --create`"
        )
    if found:
        raise ChannelMismatch(f"{_listed(found)}. `wirestream channels --create` mends it")


def _listed(found: Iterable[Difference]) -> str:
    return "; ".join(map(str, found))


def differences(settings: Settings) -> list[Difference]:
    """Where the topics are not as we need them."""
    client = administration(settings)
    topics = existing(settings)
    out = []
    for channel in CHANNELS.values():
        topic = channel.topic(settings.prefix)
        if topic not in topics:
            out.append(Difference(topic=topic, what="topic", wanted="one", found=None))
        elif len(topics[topic]) != settings.partitions:
            count = str(len(topics[topic]))
            out.append(Difference(topic=topic, what="partitions", wanted=str(settings.partitions), found=count))
    there = [channel for channel in CHANNELS.values() if channel.topic(settings.prefix) in topics]
    return out + _config_differences(settings, client, there)


def _config_differences(settings: Settings, client: AdminClient, channels: list[Channel]) -> list[Difference]:
    resources = {ConfigResource(ResourceType.TOPIC, channel.topic(settings.prefix)): channel for channel in channels}
    out: list[Difference] = []
    if not resources:
        return out
    with failures(settings):
        for resource, answer in client.describe_configs(list(resources), request_timeout=TIMEOUT_S).items():
            wanted = resources[resource].config(settings)
            found = {name: entry.value for name, entry in answer.result().items()}
            out += [
                Difference(topic=resource.name, what=name, wanted=wanted[name], found=str(found.get(name)))
                for name in _CHECKED
                if not _suffices(name, wanted[name], found.get(name))
            ]
    return out


def _suffices(name: str, wanted: str, found: str | None) -> bool:
    if found is not None and name == "max.message.bytes":
        return int(found) >= int(wanted)
    return found == wanted


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What `create` did with a topic."""

    topic: str
    did: str


def create(settings: Settings) -> list[Made]:
    """Make the topics that are missing, and set right the configuration of the others.

    Raises:
        ChannelMismatch: a topic has another number of partitions, which cannot be set right.
        KafkaFailed: the brokers refuse.
    """
    client = administration(settings)
    topics = existing(settings)
    missing = [channel for channel in CHANNELS.values() if channel.topic(settings.prefix) not in topics]
    new = [
        NewTopic(channel.topic(settings.prefix), settings.partitions, settings.replication, config=channel.config(settings))
        for channel in missing
    ]
    made = [Made(topic=topic.topic, did="created") for topic in new]
    if new:
        with failures(settings):
            for answer in client.create_topics(new, operation_timeout=TIMEOUT_S, request_timeout=TIMEOUT_S).values():
                _unless_there(answer)
    made += _mend(settings, client, [channel for channel in CHANNELS.values() if channel not in missing])
    _await(settings)
    check(settings)
    return made


def _await(settings: Settings) -> None:
    """Wait until what was asked for shows: brokers answer first and tell each other afterwards."""
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end and any(difference.what != "partitions" for difference in differences(settings)):
        time.sleep(_ASK_EVERY_S)


def _unless_there(answer: object) -> None:
    """Wait for a creation; somebody else's of the same moment is as good."""
    try:
        answer.result()  # type: ignore[attr-defined]  # a concurrent.futures.Future, which the binding does not say
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise


def _mend(settings: Settings, client: AdminClient, channels: list[Channel]) -> list[Made]:
    differing = {difference.topic for difference in _config_differences(settings, client, channels)}
    resources = [
        ConfigResource(
            ResourceType.TOPIC,
            channel.topic(settings.prefix),
            incremental_configs=[
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                for name, value in channel.config(settings).items()
                if name in _CHECKED
            ],
        )
        for channel in channels
        if channel.topic(settings.prefix) in differing
    ]
    if resources:
        with failures(settings):
            for answer in client.incremental_alter_configs(resources, request_timeout=TIMEOUT_S).values():
                answer.result()
    return [
        Made(topic=topic, did="set right" if topic in differing else "as it should be")
        for topic in (channel.topic(settings.prefix) for channel in channels)
    ]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What one role may do."""

    role: str
    operations: tuple[str, ...]
    resource: str
    """`topic` or `group`."""
    name: str


def access_rules(settings: Settings) -> list[Rule]:
    """The rights each role needs, and no more."""
    topics = {channel: channel.topic(settings.prefix) for channel in CHANNELS.values()}
    rules = [Rule(role="producer", operations=("Write", "Describe"), resource="topic", name=topics[CHANNELS["raw"]])]
    for channel, topic in topics.items():
        reads = ("Read",) if channel.internal or channel.name == "raw" else ()
        writes = ("Write",) if channel.name != "raw" else ()
        rules.append(
            Rule(role="worker", operations=(*reads, *writes, "Describe", "DescribeConfigs"), resource="topic", name=topic)
        )
    rules.append(Rule(role="worker", operations=("Read",), resource="group", name=settings.group))
    rules += [
        Rule(role="reader", operations=("Read", "Describe"), resource="topic", name=topic)
        for channel, topic in topics.items()
        if not channel.internal and channel.name not in ("raw", "dead-letter")
    ]
    # `redrive` reads dead letters and writes where they came from, `forget` writes to the inbox.
    operator = {"dead-letter": ("Read",), "raw": ("Read", "Write"), "inbox": ("Write",)}
    rules += [
        Rule(role="operator", operations=(*operations, "Describe"), resource="topic", name=topics[CHANNELS[name]])
        for name, operations in operator.items()
    ]
    rules += [
        Rule(role="operator", operations=("Create", "Describe", "DescribeConfigs", "AlterConfigs"), resource="topic", name=topic)
        for topic in topics.values()
    ]
    return rules
