"""What can go wrong, and whose fault it is.

    WirestreamError
    ├── StoryRefused            the sender's: the message cannot become a story       → dead letter
    │   ├── UnknownFormat           no format of ours recognises the bytes
    │   ├── MalformedStory          the format is known, its rules are broken
    │   ├── EmptyStory              nothing to read: no text and no notice of a kill
    │   └── HostileStory            over a limit of size, depth or count, or an entity bomb
    ├── DataBroken              ours: a model or data file that ships with the package is unusable
    ├── StepFailed              our code's: an analysis step raised                   → noted in `steps`
    ├── RecordTooLarge          our code's: an output is over the broker's limit      → dead letter
    ├── SettingRefused          the operator's: a setting the service cannot run with
    ├── ChannelMismatch         the operator's: a Kafka topic is missing or differs from what we need
    ├── KafkaFailed             the infrastructure's: Kafka does not answer, or refuses what we ask
    └── WorkerLost              the infrastructure's: an NLP process died or hung     → retry, then dead letter

Every error names its `cause` in one word (the dead letter's `dl_cause`), carries its details as fields, and
survives pickling with all of them, since errors cross from the NLP processes to the worker.
"""

from typing import Any, ClassVar


class WirestreamError(Exception):
    """Base of all errors of this package. Fields are keyword arguments, kept as attributes and through pickling."""

    cause: ClassVar[str] = "error"

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    def __getattr__(self, name: str) -> Any:
        fields = self.__dict__.get("fields", {})
        if name in fields:
            return fields[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.message, self.fields))

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.fields.items() if value is not None)
        return f"{self.message} ({details})" if details else self.message


def _rebuild(kind: type[WirestreamError], message: str, fields: dict[str, Any]) -> WirestreamError:
    return kind(message, **fields)


class StoryRefused(WirestreamError):
    """The message cannot become a story; `format` and `position` say where, when known."""

    cause = "refused"


class UnknownFormat(StoryRefused):
    """No format in FORMATS recognises the bytes."""

    cause = "unknown-format"


class MalformedStory(StoryRefused):
    """The bytes are of a known format and break its rules."""

    cause = "malformed"


class EmptyStory(StoryRefused):
    """There is nothing to read, and no notice either."""

    cause = "empty"


class HostileStory(StoryRefused):
    """Over a limit that keeps time and memory bounded; `limit` and `value` say which."""

    cause = "hostile"


class DataBroken(WirestreamError):
    """A data or model file of the package is missing, of another version, or differs from its recorded sha256."""

    cause = "data-broken"


class StepFailed(WirestreamError):
    """An analysis step raised; `step` names it."""

    cause = "step-failed"


class RecordTooLarge(WirestreamError):
    """A record is over the size a broker takes; `size_bytes` and `limit_bytes` say by how much."""

    cause = "too-large"


class SettingRefused(WirestreamError):
    """A setting the service cannot run with; `setting` names it."""

    cause = "setting"


class ChannelMismatch(WirestreamError):
    """A Kafka topic is missing or differs from CHANNELS; the message names the command that mends it."""

    cause = "channel-mismatch"


class KafkaFailed(WirestreamError):
    """Kafka does not answer, or refuses what we ask; `brokers` says whom we asked."""

    cause = "kafka"


class WorkerLost(WirestreamError):
    """An NLP process died (`crash`) or overran its time (`timeout`) on the batch it held."""

    cause = "worker-lost"
