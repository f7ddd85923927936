"""The Faust app, with the settings on which safety rests.

Faust lets environment variables (`BROKER_URL`, `PROCESSING_GUARANTEE` …) override what code sets. It gets an empty
environment here, and start-up is refused all the same if a setting came out otherwise.
"""

import ssl
from pathlib import Path
from typing import Any

import faust
from faust.types.auth import CredentialsT
from faust.types.enums import ProcessingGuarantee

from stream.errors import SettingRefused
from stream.settings import Settings

SAFETY: dict[str, Any] = {
    "processing_guarantee": ProcessingGuarantee.AT_LEAST_ONCE,  # exactly-once crashes without tables (0.15.3)
    "stream_wait_empty": True,  # without it 5 to 147 events were lost on SIGTERM
    "producer_acks": -1,  # all in-sync replicas have a record before it counts
    "consumer_auto_offset_reset": "earliest",
    "topic_disable_leader": True,
    "topic_allow_declare": False,  # channels are made by `wirestream channels --create`, with their configuration
    "table_standby_replicas": 0,
    "web_enabled": False,  # its /table and /router would be open to all
}
"""Faust setting → the value without which messages could be lost or exposed."""

# A client keeps about so many messages of each channel in memory beside those in the slots.
_BUFFERED_MESSAGES = 64
_REQUEST_TIMEOUT_S = 60.0
# A rebalance waits so long for members to finish what they hold.
_REBALANCE_TIMEOUT_S = 60.0
# A record's key, headers and batch frame beside its value.
_FRAME_BYTES = 64 * 1024


def create_app(settings: Settings, datadir: Path) -> faust.App:
    """The app, without agents.

    Args:
        datadir: an empty directory; Faust insists on one, though nothing of ours is kept there.

    Raises:
        SettingRefused: a setting on which safety rests is not as it must be.
    """
    app = faust.App(
        settings.group,
        env={},
        broker=[f"kafka://{broker.strip()}" for broker in settings.brokers.split(",")],
        broker_credentials=_credentials(settings),
        broker_client_id="wirestream",
        broker_session_timeout=float(settings.session_timeout_s),
        broker_heartbeat_interval=settings.session_timeout_s / 10,
        broker_rebalance_timeout=_REBALANCE_TIMEOUT_S,
        broker_request_timeout=max(_REQUEST_TIMEOUT_S, float(settings.session_timeout_s)),
        broker_commit_interval=settings.commit_interval_s,
        broker_max_poll_records=_BUFFERED_MESSAGES,
        producer_request_timeout=_REQUEST_TIMEOUT_S,
        producer_linger_ms=5,
        producer_max_request_size=settings.max_record_bytes + _FRAME_BYTES,
        stream_buffer_maxsize=_BUFFERED_MESSAGES,
        key_serializer="raw",
        value_serializer="raw",
        store="memory://",
        datadir=str(datadir),
        **SAFETY,
    )
    _check_safety(app)
    return app


def _check_safety(app: faust.App) -> None:
    for name, wanted in SAFETY.items():
        actual = getattr(app.conf, name)
        if actual != wanted:
            raise SettingRefused("Faust changed a setting that safety rests on", setting=name, wanted=wanted, actual=actual)


def _credentials(settings: Settings) -> CredentialsT | None:
    encrypted = settings.security_protocol in ("SSL", "SASL_SSL")
    context = _ssl_context(settings) if encrypted else None
    if settings.security_protocol.startswith("SASL_"):
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password,
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None


def _ssl_context(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ssl_cafile)
    # Python 3.13 sets it, librdkafka does not: what the command line accepts the worker accepts, too.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if settings.ssl_certfile:
        context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile)
    return context
