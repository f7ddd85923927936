"""The agents: which channel goes through which stage. All that happens to a message stands in jobs.py and stage.py."""

from typing import Any

import faust
from faust.types import StreamT

from stream.channels import INBOX, RAW, Channel
from stream.settings import Settings
from stream.worker.stage import Stage


def add_agents(app: faust.App, settings: Settings, *, ingest: Stage, enrich: Stage) -> None:
    """Give the app its agents."""

    @app.agent(_topic(app, RAW, settings), name="ingest")
    async def run_ingest(stream: StreamT[Any]) -> None:
        await ingest.run(stream)

    @app.agent(_topic(app, INBOX, settings), name="enrich")
    async def run_enrich(stream: StreamT[Any]) -> None:
        await enrich.run(stream)


def _topic(app: faust.App, channel: Channel, settings: Settings) -> Any:
    """Keys and values are the raw bytes: Faust's own decoding would acknowledge what it cannot read."""
    return app.topic(
        channel.topic(settings.prefix), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
    )
