"""`/ready` and `/metrics`: whether the worker works, and what it has done.

Faust's own web server says OK whatever happens; this one answers 503 until partitions are assigned, slots warm and
stages alive, and when messages wait but nothing gets committed.
"""

import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import faust
import orjson
import structlog
from aiohttp import web
from faust.types import ConsumerT
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from stream import metrics
from stream.settings import Settings
from stream.worker.slots import Slots
from stream.worker.stage import Stage
from stream.worker.state import StoryStates

log = structlog.get_logger(__name__)

# Somebody who reads /metrics slowly does not hold up the end.
_SHUTDOWN_S = 0.5
# The slowest story, its second try, and the commit after it.
_PATIENCE_S = 30.0


class CommitClock(faust.Sensor):
    """Knows when offsets were last committed."""

    mundane_level = "debug"  # what Faust says of its starting and stopping

    def __init__(self) -> None:
        super().__init__()
        self._last = time.monotonic()

    @property
    def age_s(self) -> float:
        """Seconds since the last commit."""
        return time.monotonic() - self._last

    def on_commit_completed(self, consumer: ConsumerT, state: Any) -> None:
        """Called by Faust after each commit, an idle one included."""
        self._last = time.monotonic()


class Health:
    """What `/ready` and `/metrics` look at."""

    def __init__(
        self, app: faust.App, pools: Mapping[str, Slots], stages: Mapping[str, Stage], states: StoryStates, settings: Settings
    ) -> None:
        self._app = app
        self._pools = pools
        self._stages = stages
        self._states = states
        self._settings = settings
        self._commits = CommitClock()
        app.sensors.add(self._commits)

    def checks(self) -> dict[str, bool]:
        """What must hold for the worker to be ready."""
        stuck_s = max((time.monotonic() - stage.moved_at for stage in self._stages.values() if stage.in_flight), default=0.0)
        patience_s = 2 * self._settings.story_timeout_s + _PATIENCE_S
        return {
            "partitions_assigned": bool(self._partitions()) and not self._app.rebalancing,
            "state_restored": bool(self._partitions()) and self._states.restored,
            "slots_warm": all(pool.ready for pool in self._pools.values()),
            "stages_alive": all(stage.alive for stage in self._stages.values()),
            "commits": stuck_s < patience_s,
        }

    async def ready(self, _: web.Request) -> web.Response:
        """200 when all checks hold, else 503; which ones, and the age of the last commit, in the body."""
        checks = self.checks()
        body = {
            "ready": all(checks.values()),
            **checks,
            "partitions": sorted(f"{topic}-{partition}" for topic, partition in self._partitions()),
            "commit_age_s": round(self._commits.age_s, 3),
            "in_flight": {name: stage.in_flight for name, stage in self._stages.items()},
        }
        return web.Response(body=orjson.dumps(body), content_type="application/json", status=200 if body["ready"] else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """All metrics in Prometheus' text format."""
        self._measure()
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _partitions(self) -> list[tuple[str, int]]:
        if not self._app.started or self._app.should_stop:
            return []
        try:
            return [(partition.topic, partition.partition) for partition in self._app.consumer.assignment()]
        except faust.exceptions.ConsumerNotStarted:
            return []

    def _measure(self) -> None:
        """What changes without any event of ours, or with every one, is measured when somebody asks."""
        metrics.STORIES_KNOWN.set(self._states.count)
        for name, holds in self.checks().items():
            metrics.READY.labels(check=name).set(holds)
        metrics.COMMIT_AGE_SECONDS.set(self._commits.age_s)
        metrics.LAG_RECORDS.clear()
        metrics.LAG_SECONDS.clear()
        done = {place: message for stage in self._stages.values() for place, message in stage.done.items()}
        begun = {place: message for stage in self._stages.values() for place, message in stage.begun.items()}
        for place in self._partitions():
            message = done.get(place) or begun.get(place)
            if message is not None:
                waiting = max(0, (self._app.consumer.highwater(message.tp) or 0) - message.offset - (place in done))
                metrics.LAG_RECORDS.labels(*place).set(waiting)
                metrics.LAG_SECONDS.labels(*place).set(time.time() - message.timestamp if waiting else 0)


@contextlib.asynccontextmanager
async def serve_health(health: Health, settings: Settings) -> AsyncIterator[None]:
    """Serve on the settings' host and port."""
    application = web.Application()
    application.router.add_get("/ready", health.ready)
    application.router.add_get("/metrics", health.metrics)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("serving /ready and /metrics", addresses=runner.addresses)
        yield
    finally:
        await runner.cleanup()
