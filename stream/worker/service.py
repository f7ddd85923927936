"""The worker as a service: starts its processes and the Faust app, and stops them without losing anything."""

import asyncio
import os
import signal
import tempfile
import time
import warnings
from pathlib import Path

import faust
import structlog
from aiokafka.errors import KafkaError
from faust.exceptions import AlreadyConfiguredWarning

from stream import brokers
from stream.channels import CHANNELS, INBOX, RAW
from stream.errors import ChannelMismatch, WirestreamError
from stream.logs import configure_logs
from stream.settings import Settings
from stream.worker.agents import add_agents, input_topic
from stream.worker.app import create_app
from stream.worker.cures import fetch_sooner, rewind_uncommitted, watch_for_freezes, watch_rebalances
from stream.worker.delivery import Delivery
from stream.worker.health import Health, serve_health
from stream.worker.ingesting import Ingest
from stream.worker.publisher import Publisher
from stream.worker.releasing import Release
from stream.worker.slots import ModelServer, Slots, Work, model_server
from stream.worker.stage import Stage
from stream.worker.state import StoryStates

log = structlog.get_logger(__name__)

DONE, INFRASTRUCTURE_FAILED = 0, 3
_ASK_EVERY_S = 0.5
# What is under way takes under 5 s; without a broker Faust would wait a minute, longer than supervisors do.
_STOP_S = 8.0
# Parsing takes a millisecond or so a message: one slot keeps up with all the others' analysis.
_PARSE_SLOTS = 1


def run(settings: Settings, work: Work | None = None, *, channels_deadline_s: float = 60.0) -> int:
    """Run the worker until SIGTERM or SIGINT.

    Args:
        work: what the slots run instead of the parser and the analysis.
        channels_deadline_s: how long to wait for the brokers and for the channels to be made.

    Returns:
        The exit status: 0 after a signal, 3 when the infrastructure failed; whoever supervises starts it again.
    """
    configure_logs(settings.log_level, settings.log_format)
    try:
        await_channels(settings, channels_deadline_s)
        with model_server(settings, work or Work()) as server, tempfile.TemporaryDirectory(prefix="wirestream-") as datadir:
            return asyncio.run(_serve(settings, server, Path(datadir)))
    except (WirestreamError, KafkaError, OSError) as error:
        log.error("worker cannot run", error=str(error))  # noqa: TRY400 the message says all; a trace would hide it
        return INFRASTRUCTURE_FAILED


def await_channels(settings: Settings, deadline_s: float) -> None:
    """Wait until every channel exists: Faust ignores an input topic that is missing, and goes on without it.

    Raises:
        ChannelMismatch: some are still missing at the deadline.
        KafkaFailed: no broker answers, or one refuses us.
    """
    wanted = {channel.topic(settings.prefix) for channel in CHANNELS.values()}
    end = time.monotonic() + deadline_s
    while missing := wanted - set(brokers.topics(settings, deadline_s)):
        if time.monotonic() > end:
            raise ChannelMismatch(
                "channels are missing; `wirestream channels --create` makes them", channels=", ".join(sorted(missing))
            )
        log.warning("waiting for channels", missing=sorted(missing))
        time.sleep(_ASK_EVERY_S)


async def _serve(settings: Settings, server: ModelServer, datadir: Path) -> int:
    rewind_uncommitted()
    fetch_sooner()
    app = create_app(settings, datadir)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    pools = {
        "parse": Slots(server, _PARSE_SLOTS, settings.story_timeout_s),
        "enrich": Slots(server, settings.slots or cores, settings.story_timeout_s),
    }
    publisher = Publisher(app, settings)

    def give_up(error: BaseException) -> None:
        log.error("giving up", error=repr(error))
        # Nobody will acknowledge what is in flight; waiting for it would hang the shutdown. It is delivered again.
        with warnings.catch_warnings(action="ignore", category=AlreadyConfiguredWarning):
            app.conf.stream_wait_empty = False
        app.add_future(app.crash(error))

    raw, inbox = input_topic(app, RAW, settings), input_topic(app, INBOX, settings)
    delivery = Delivery(publisher)
    release = Release(
        lambda on_restore: StoryStates(app, inbox, publisher, settings, on_restore=on_restore),
        pools["enrich"],
        delivery,
        settings,
    )
    stages = {
        "parse": Stage("parse", pools["parse"], Ingest(delivery), settings, on_death=give_up),
        "enrich": Stage("enrich", pools["enrich"], release, settings, on_death=give_up),
    }
    add_agents(app, raw=raw, ingest=stages["parse"], inbox=inbox, enrich=stages["enrich"])
    async with serve_health(Health(app, pools, stages, release.states, settings), settings):
        for pool in pools.values():
            await pool.open()
        for task in (
            watch_rebalances(app, give_up),
            watch_for_freezes(settings.session_timeout_s, INFRASTRUCTURE_FAILED),
            release.states.keep_restored(),
            release.keep_embargoes(stages["enrich"].put),
            release.sweep(),
        ):
            app.add_future(task)
        return await _run_app(app)


async def _run_app(app: faust.App) -> int:
    """Run the app until a signal or its own crash."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    starting = asyncio.ensure_future(app.start())
    endings = [asyncio.ensure_future(stopping.wait()), asyncio.ensure_future(app.wait_until_stopped())]
    try:
        await asyncio.wait([*endings, starting], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
    finally:
        in_time = await _stop(app)
        for task in (*endings, starting):
            task.cancel()
    return INFRASTRUCTURE_FAILED if app.crashed or not in_time else DONE


async def _stop(app: faust.App) -> bool:
    """Finish what is under way and leave the group; False when Kafka does not let us, in which case all of it comes again."""
    log.info("stopping")
    stop = asyncio.ensure_future(app.stop())
    # Not asyncio.timeout: Faust swallows the cancellation by which that works.
    await asyncio.wait([stop], timeout=_STOP_S)
    if stop.done() and stop.exception() is None:
        return True
    log.error("stopped without Kafka's confirmation", after_s=_STOP_S, error=repr(stop.exception()) if stop.done() else None)
    return False
