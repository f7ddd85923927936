"""Settings: what an operator may change, from a flag, the environment, a TOML file, or the default, in this order.

One struct, `Settings`, holds them all with their units and reasons; command line, environment, file and the table in
the documentation derive from it. A name nobody knows is refused like a value nobody can use: a setting that is
misspelt and therefore ignored is found out in production.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from stream.errors import SettingRefused

ENVIRONMENT_PREFIX = "WIRESTREAM_"
MIB = 1024 * 1024

# A Kubernetes service named "wirestream" puts its address into every pod under these names: not meant for us.
_SERVICE_LINK = re.compile(r"WIRESTREAM_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_\w+)")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set, with its default."""

    brokers: Annotated[str, Meta(min_length=1, description="Kafka bootstrap servers, `host:port`, separated by commas")] = (
        "127.0.0.1:9092"
    )
    group: Annotated[str, Meta(min_length=1, description="consumer group of the worker; a second one re-runs the archive")] = (
        "wirestream"
    )
    prefix: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{0,100}$", description="put before every channel's name")] = "wire."
    slots: Annotated[
        Annotated[int, Meta(ge=1, le=1024)] | None,
        Meta(description="NLP processes of a worker; unset: one for each core it may use"),
    ] = None
    host: Annotated[
        str, Meta(min_length=1, description="address of the worker's `/ready` and `/metrics`; only this machine unless changed")
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="port of the worker's `/ready` and `/metrics`")] = 6066
    partitions: Annotated[
        int,
        Meta(ge=1, le=10_000, description="partitions of each channel; for life: a story's revisions would lose their order"),
    ] = 12
    replication: Annotated[int, Meta(ge=1, le=100, description="copies of each partition; one broker can only hold 1")] = 3
    min_insync: Annotated[
        int, Meta(ge=1, le=100, description="copies that must have a record before it counts as written; at most `replication`")
    ] = 2
    batch_stories: Annotated[int, Meta(ge=1, le=1000, description="stories a slot analyses in one go, at most")] = 8
    batch_wait_ms: Annotated[
        int, Meta(ge=0, le=60_000, description="milliseconds a batch waits to fill; latency against throughput")
    ] = 20
    story_timeout_s: Annotated[
        float, Meta(gt=0, description="seconds the analysis of one story may take before its slot is ended; 0.1 is usual")
    ] = 60.0
    slot_memory_mb: Annotated[
        int,
        Meta(ge=64, le=1024 * 1024, description="megabytes that an NLP process may take beside its models"),
    ] = 2048
    max_raw_bytes: Annotated[
        int, Meta(ge=1024, le=8 * MIB, description="bytes of the largest raw message taken; the parsers take no more than 8 MiB")
    ] = 8 * MIB
    max_record_bytes: Annotated[
        int, Meta(ge=1024, le=1024 * MIB, description="bytes of the largest record published; a dead letter is raw plus 64 KiB")
    ] = 8 * MIB + 64 * 1024
    commit_interval_s: Annotated[
        float, Meta(gt=0, le=60, description="seconds between commits: what is repeated after a crash, at most")
    ] = 1.0
    session_timeout_s: Annotated[
        int, Meta(ge=6, le=300, description="seconds of silence after which a worker's partitions go to another")
    ] = 30
    state_days: Annotated[
        int, Meta(ge=1, le=3650, description="days after a story's last revision until the worker forgets what it knew of it")
    ] = 30
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], Meta(description="how to talk to Kafka")
    ] = "PLAINTEXT"
    sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None, Meta(description="how to log in to Kafka, with SASL_…")
    ] = None
    sasl_username: Annotated[str | None, Meta(description="user name for SASL_…")] = None
    sasl_password: Annotated[str | None, Meta(description="password for SASL_…; environment or file only")] = None
    ssl_cafile: Annotated[str | None, Meta(description="PEM file of the authorities to trust; unset: the system's")] = None
    ssl_certfile: Annotated[str | None, Meta(description="PEM file of our certificate, where brokers ask for one")] = None
    ssl_keyfile: Annotated[str | None, Meta(description="PEM file of the certificate's key")] = None
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Meta(description="least severe log line written")] = "info"
    log_format: Annotated[
        Literal["text", "json"], Meta(description="`text` for people, `json` one object a line; both on stderr")
    ] = "text"

    def __repr__(self) -> str:
        """Without the password, since settings end up in logs."""
        shown = {name: value for name, value in msgspec.structs.asdict(self).items() if name != "sasl_password"}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


class Setting(msgspec.Struct, frozen=True):
    """One row of the settings table."""

    name: str
    type: Any
    default: Any
    doc: str

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")

    @property
    def values(self) -> str:
        """What may be given, for the command line's help."""
        plain = get_args(self.type)[0]
        kinds = get_args(plain) if get_origin(plain) in (Union, UnionType) else (plain,)
        if get_origin(kinds[0]) is Literal:
            return "|".join(get_args(kinds[0]))
        return "TEXT" if kinds[0] is str else "NUMBER"

    @property
    def variable(self) -> str:
        return ENVIRONMENT_PREFIX + self.name.upper()


def _described() -> dict[str, Setting]:
    types = get_type_hints(Settings, include_extras=True)
    defaults = msgspec.structs.asdict(Settings())
    return {
        name: Setting(name, types[name], defaults[name], types[name].__metadata__[0].description)
        for name in Settings.__struct_fields__
    }


SETTINGS: dict[str, Setting] = _described()
"""Setting → its type, default and explanation, as `Settings` declares them."""


def load(config: Path | None = None, environment: Mapping[str, str] = os.environ, **flags: Any) -> Settings:
    """The settings in force.

    Args:
        config: a TOML file; None: the one that WIRESTREAM_CONFIG names, if any.
        environment: the environment variables.
        flags: what the command line gave; None counts as not given.

    Raises:
        SettingRefused: a setting is unknown or unusable; `setting` and `source` say which and where it stood.
    """
    variables = _from_environment(environment)
    named = variables.pop("config", None)
    path = config or (Path(named) if named else None)
    given = {name: value for name, value in flags.items() if value is not None}
    layers = ((str(path), _from_file(path) if path else {}), ("environment", variables), ("command line", given))
    values: dict[str, Any] = {}
    for source, layer in layers:
        for name, value in layer.items():
            values[name] = _convert(name, value, source)
    settings = Settings(**values)
    _check_together(settings)
    return settings


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    ours = {
        name: value
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
        and value  # compose files pass on unset variables as empty ones
        and not _SERVICE_LINK.fullmatch(name)
        and not (name == "WIRESTREAM_PORT" and value.startswith("tcp://"))
    }
    return {name.removeprefix(ENVIRONMENT_PREFIX).lower(): value for name, value in ours.items()}


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingRefused(f"cannot read the settings file: {error}", setting="config", source=str(path)) from error


def _convert(name: str, value: Any, source: str) -> Any:
    if name not in SETTINGS:
        raise SettingRefused("unknown setting", setting=name, source=source)
    try:
        return msgspec.convert(value, SETTINGS[name].type, strict=not isinstance(value, str))
    except msgspec.ValidationError as error:
        raise SettingRefused(str(error), setting=name, source=source) from error


def _check_together(settings: Settings) -> None:
    """Refuse values that are fine alone and wrong together."""
    sasl = settings.security_protocol.startswith("SASL_")
    for name in ("sasl_mechanism", "sasl_username", "sasl_password"):
        if sasl and getattr(settings, name) is None:
            raise SettingRefused(f"security_protocol {settings.security_protocol} needs it", setting=name)
        if not sasl and getattr(settings, name) is not None:
            raise SettingRefused(f"security_protocol {settings.security_protocol} would ignore it", setting=name)
    for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        file = getattr(settings, name)
        if file is not None and not Path(file).is_file():
            raise SettingRefused("no such file", setting=name, file=file)
    if settings.min_insync > settings.replication:
        raise SettingRefused("more than replication: nothing could ever be written", setting="min_insync")
    if settings.max_record_bytes < settings.max_raw_bytes + 64 * 1024:
        raise SettingRefused("a dead letter must hold max_raw_bytes and 64 KiB", setting="max_record_bytes")


def confluent_config(settings: Settings) -> dict[str, Any]:
    """What every confluent-kafka client of ours (producer, consumer, administration) is made with."""
    options = {
        "bootstrap.servers": settings.brokers,
        "client.id": "wirestream",
        "message.max.bytes": settings.max_record_bytes + 64 * 1024,
        "security.protocol": settings.security_protocol,
        "sasl.mechanism": settings.sasl_mechanism,
        "sasl.username": settings.sasl_username,
        "sasl.password": settings.sasl_password,
        "ssl.ca.location": settings.ssl_cafile,
        "ssl.certificate.location": settings.ssl_certfile,
        "ssl.key.location": settings.ssl_keyfile,
    }
    return {name: value for name, value in options.items() if value is not None}


def markdown() -> str:
    """The settings as a Markdown table."""
    rows = ["| setting | environment | default | what |", "|---|---|---|---|"]
    for setting in SETTINGS.values():
        default = "" if setting.default is None else f"`{setting.default}`"
        rows.append(f"| `{setting.name}` | `{setting.variable}` | {default} | {setting.doc} |")
    return "\n".join(rows)
