"""The agents: which channel goes through which stage.

What happens to a message stands in stage.py, ingesting.py and releasing.py.
"""

from typing import Any

import faust
from faust.types import StreamT

from stream.channels import Channel
from stream.settings import Settings
from stream.worker.stage import Stage


def add_agents(app: faust.App, *, raw: Any, ingest: Stage, inbox: Any, enrich: Stage) -> None:
    """Give the app its agents."""

    @app.agent(raw, name="ingest")
    async def run_ingest(stream: StreamT[Any]) -> None:
        await ingest.run(stream)

    @app.agent(inbox, name="enrich")
    async def run_enrich(stream: StreamT[Any]) -> None:
        await enrich.run(stream)


def input_topic(app: faust.App, channel: Channel, settings: Settings) -> Any:
    """A channel as Faust reads it. Keys and values are the raw bytes: Faust would acknowledge what it cannot decode."""
    return app.topic(
        channel.topic(settings.prefix), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
    )
