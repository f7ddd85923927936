"""TLS and SASL through the one set of settings: the command line's clients, the worker's Faust and its state reader.

On a broker of its own with certificates made for it; the listener without encryption is there for the broker itself.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from stream import brokers
from stream.errors import KafkaFailed
from stream.settings import Settings
from tests.integration.certificates import Authority
from tests.integration.harness import running_worker, worker_settings
from tests.integration.kafka_broker import free_ports, process_kafka, wanted

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(wanted() != "process", reason="a broker of its own as a plain process: KAFKA_BACKEND=process"),
]

# Refused commands take 3 s on an idle machine, most of it Python's start.
_BOUND_S = 60.0
_SCRAM = {"sasl_mechanism": "SCRAM-SHA-512", "sasl_username": "wire", "sasl_password": "s3cret"}
_PLAIN = {**_SCRAM, "sasl_mechanism": "PLAIN"}
_PROPERTIES = """
listeners=PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER_PORT@,SASL_SSL://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}
advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,SASL_SSL://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
  user_wire="{password}";
"""


class Secured(msgspec.Struct, frozen=True):
    """A broker with a SASL_SSL and an SSL listener, and what a client needs for them."""

    sasl: str
    ssl: str
    files: dict[str, str]
    """`authority`, `stranger` (another one), `certificate` and `key` of a client."""

    def settings(self, prefix: str, **changes: Any) -> Settings:
        """Settings with the right authority, for whichever listener the protocol names."""
        listener = self.ssl if changes["security_protocol"] == "SSL" else self.sasl
        return worker_settings(listener, prefix, **{"ssl_cafile": self.files["authority"], **changes})


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("certificates")
    authority, stranger = Authority(folder / "ours"), Authority(folder / "theirs")
    server, server_key = authority.sign("server", "subjectAltName=IP:127.0.0.1")
    client, client_key = authority.sign("client")
    keystore = folder / "keystore.pem"
    keystore.write_text(server_key.read_text() + server.read_text())
    port = free_ports(4)
    sasl, ssl = port + 2, port + 3
    properties = folder / "secured.properties"
    properties.write_text(
        _PROPERTIES.format(
            sasl=sasl, ssl=ssl, keystore=keystore, authority=authority.certificate, password=_SCRAM["sasl_password"]
        )
    )
    user = f"[name={_SCRAM['sasl_username']},password={_SCRAM['sasl_password']}]"
    with process_kafka(port, {"SERVER_PROPERTIES": str(properties), "SCRAM_USER": user}):
        files = {
            "authority": str(authority.certificate),
            "stranger": str(stranger.certificate),
            "certificate": str(client),
            "key": str(client_key),
        }
        yield Secured(f"127.0.0.1:{sasl}", f"127.0.0.1:{ssl}", files)


def _command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command with all settings from the environment, as a password can only come."""
    given = {name: value for name, value in msgspec.structs.asdict(settings).items() if value is not None}
    environment = {f"WIRESTREAM_{name.upper()}": str(value) for name, value in given.items()}
    command = [sys.executable, "-m", "stream", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=_BOUND_S)  # noqa: S603 ours


@pytest.mark.parametrize(("protocol", "login"), [("SASL_SSL", _SCRAM), ("SSL", {})], ids=["password", "certificate"])
def test_story_goes_through_encrypted_and_logged_in(
    secured: Secured, tmp_path: Path, request: pytest.FixtureRequest, protocol: str, login: dict[str, str]
) -> None:
    ours = {"ssl_certfile": secured.files["certificate"], "ssl_keyfile": secured.files["key"]} if protocol == "SSL" else {}
    settings = secured.settings(f"{request.node.callspec.id}.", security_protocol=protocol, **login, **ours)
    story = tmp_path / "story.json"
    story.write_bytes(orjson.dumps({"story_id": "s", "body": "Un séisme a frappé le Japon."}))

    made = _command(settings, "channels", "--create")
    with running_worker(settings):
        pushed = _command(settings, "push", str(story))
        tailed = _command(settings, "tail", "enriched", "--from-beginning", "--max", "1", "--for", "60")

    assert [made.returncode, pushed.returncode, tailed.returncode] == [0, 0, 0], (made.stderr, pushed.stderr, tailed.stderr)
    assert orjson.loads(tailed.stdout)["text"] == "Un séisme a frappé le Japon."


_WRONG_PASSWORD = {"security_protocol": "SASL_SSL", **_SCRAM, "sasl_password": "wrong"}
_STRANGER = {"security_protocol": "SASL_SSL", **_SCRAM, "ssl_cafile": "stranger"}


def test_password_is_checked_by_the_other_mechanism_too(secured: Secured) -> None:
    assert brokers.topics(secured.settings("wire.", security_protocol="SASL_SSL", **_PLAIN), _BOUND_S) is not None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (_WRONG_PASSWORD, "invalid credentials"),
        ({**_WRONG_PASSWORD, "sasl_mechanism": "PLAIN"}, "Authentication failed"),
        (_STRANGER, "certificate verify failed"),
        ({"security_protocol": "SSL"}, "alert bad certificate"),
    ],
    ids=["password", "plain password", "authority", "no certificate"],
)
def test_refusal_is_told_with_its_reason(secured: Secured, changes: dict[str, str], said: str) -> None:
    with pytest.raises(KafkaFailed, match=said):
        brokers.topics(_refused(secured, changes), 3)


@pytest.mark.parametrize(
    ("command", "changes"),
    [
        (["channels", "--create"], _WRONG_PASSWORD),
        (["push", "pyproject.toml"], _WRONG_PASSWORD),
        (["tail"], _WRONG_PASSWORD),
        (["worker"], _WRONG_PASSWORD),
        (["worker", "--no-check"], _WRONG_PASSWORD),
        (["push", "pyproject.toml"], _STRANGER),
        (["worker", "--no-check"], _STRANGER),
    ],
)
def test_command_that_is_refused_ends(secured: Secured, command: list[str], changes: dict[str, str]) -> None:
    ended = _command(_refused(secured, changes), *command)

    assert ended.returncode == 3, ended.stderr
    assert re.search("invalid credentials|certificate verify failed", ended.stderr)


def _refused(secured: Secured, changes: dict[str, str]) -> Settings:
    return secured.settings("refused.", **{name: secured.files.get(value, value) for name, value in changes.items()})
