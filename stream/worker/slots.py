"""The slots: processes of one batch at a time, so that a crash or a hang is blamed on exactly the batch it held.

A batch whose slot was lost is tried again story by story in a fresh one, and only the story that loses it again fails.
Time counts from execution: a slot takes nothing before the last answer is back.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import msgspec
import structlog

from stream import metrics
from stream.errors import WorkerLost
from stream.settings import Settings
from stream.worker.messages import (
    CONTROL,
    FORK,
    KILL,
    LENGTH_BYTES,
    READY,
    Failure,
    Incoming,
    JobName,
    Outcome,
    Request,
    decode_answer,
    encode,
    frame,
    frame_length,
)

log = structlog.get_logger(__name__)

# Loading the models takes 5–7 s on an idle core; a machine that starts everything at once needs patience.
_LOAD_DEADLINE_S = 300.0
# A fork takes 20–42 ms.
_FORK_DEADLINE_S = 30.0
# spaCy's vocabulary and the caches keep every word they ever saw, some 75 MB a thousand stories (chaos corpus, 2,000 AFP
# stories): a slot is replaced before that shows. A fresh one is forked in 20-42 ms.
_STORIES_A_SLOT = 1000


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """The functions that slots run, as dotted paths `module:name`; the tests put their own in."""

    parse: str = "stream.wire:parse"
    enrich: str = "stream.worker.enriching:enrich"


class ModelServer:
    """The worker's end of the model server process."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control

    def fork(self) -> socket.socket:
        """A new slot's socket."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [CONTROL.pack(FORK, 0)], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours

    def kill(self, pid: int) -> None:
        """End a slot at once. Its parent does it: only there is the process id certain to be the slot's."""
        self._control.sendall(CONTROL.pack(KILL, pid))

    def stop(self) -> None:
        """End the server and all its slots."""
        self._control.close()
        self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def model_server(settings: Settings, work: Work) -> Iterator[ModelServer]:
    """Run a model server; it has loaded its models when this yields.

    Raises:
        WorkerLost: it ended or did not get ready in time.
    """
    ours, theirs = socket.socketpair()
    numbers = [str(theirs.fileno()), str(os.getpid()), str(settings.slot_memory_mb)]
    arguments = [*numbers, work.parse, work.enrich, settings.log_level, settings.log_format]
    # One thread: linear algebra on small matrices gains nothing from more, and a fork must not meet any.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    process = subprocess.Popen(  # noqa: S603 our own module
        [sys.executable, "-m", "stream.worker.model_server", *arguments], pass_fds=[theirs.fileno()], env=environment
    )
    theirs.close()
    server = ModelServer(process, ours)
    try:
        ours.settimeout(_LOAD_DEADLINE_S)
        if ours.recv(1) != READY:
            raise WorkerLost("the model server did not load", reason="crash", exit_status=process.wait())
        ours.settimeout(None)
        yield server
    except TimeoutError as error:
        raise WorkerLost("the model server did not get ready", reason="timeout", deadline_s=_LOAD_DEADLINE_S) from error
    finally:
        server.stop()


class SlotLost(Exception):
    """A slot's process died or overran its time on the batch it held; a fresh one has taken its place."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause
        """`worker-lost` or `timeout`, as the dead letter says it."""


class Slot:
    """One slot process; replaced by a fresh one whenever it is lost."""

    def __init__(self, server: ModelServer, timeout_s: float) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._served = 0
        self._pid = 0
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Have a process forked and wait for it to say so.

        Raises:
            WorkerLost: the model server is gone: nothing can be done here any more.
        """
        try:
            self._reader, self._writer = await asyncio.open_unix_connection(sock=self._server.fork())
            async with asyncio.timeout(_FORK_DEADLINE_S):
                self._pid = int(await self._receive())
        except (OSError, EOFError) as error:  # TimeoutError is an OSError
            raise WorkerLost("the model server forks no slots any more", reason="crash") from error
        self._served = 0

    def close(self) -> None:
        """Let the process end, which it does when its socket closes."""
        self._writer.close()

    async def run(self, job: JobName, batch: Sequence[Incoming]) -> list[Outcome]:
        """The outcome of each message.

        Raises:
            SlotLost: the process died or overran its time.
            WorkerLost: and no other can be had.
        """
        if self._served >= _STORIES_A_SLOT:
            self.close()
            await self.open()
        self._served += len(batch)
        try:
            async with asyncio.timeout(self._timeout_s):
                self._writer.write(frame(encode(Request(job, list(batch)))))
                await self._writer.drain()
                answer = decode_answer(await self._receive())
        except TimeoutError:
            lost = SlotLost("timeout", f"the process overran its {self._timeout_s} s")
        except (EOFError, ConnectionError):
            lost = SlotLost(WorkerLost.cause, "the process died")
        else:
            for step, seconds in answer.seconds.items():
                metrics.STEP_SECONDS.labels(step=step).observe(seconds)
            return answer.outcomes
        metrics.SLOT_RESTARTS.labels(reason=lost.cause).inc()
        await self._replace()
        raise lost

    async def _replace(self) -> None:
        with contextlib.suppress(OSError):
            self._server.kill(self._pid)
        self.close()
        await self.open()

    async def _receive(self) -> bytes:
        head = await self._reader.readexactly(LENGTH_BYTES)
        return await self._reader.readexactly(frame_length(head))


class Slots:
    """A pool of slots."""

    def __init__(self, server: ModelServer, count: int, timeout_s: float) -> None:
        self.count = count
        self.ready = False
        self._slots = [Slot(server, timeout_s) for _ in range(count)]
        self._free: asyncio.Queue[Slot] = asyncio.Queue()

    async def open(self) -> None:
        """Start all slots."""
        for slot in self._slots:
            await slot.open()
            self._free.put_nowait(slot)
        self.ready = True

    def close(self) -> None:
        """Let all slots end."""
        self.ready = False
        for slot in self._slots:
            slot.close()

    async def run(self, job: JobName, batch: Sequence[Incoming]) -> list[Outcome]:
        """The outcome of each message of the batch, in its order; a message that loses its slot is a Failure.

        Raises:
            WorkerLost: no slot can be had any more. Nobody's story is to blame for that.
        """
        slot = await self._free.get()
        started = time.monotonic()
        try:
            return await _run_blaming(slot, job, batch)
        finally:
            metrics.BATCH_SECONDS.labels(stage=job).observe(time.monotonic() - started)
            self._free.put_nowait(slot)


async def _run_blaming(slot: Slot, job: JobName, batch: Sequence[Incoming]) -> list[Outcome]:
    try:
        return await slot.run(job, batch)
    except SlotLost as lost:
        log.warning("slot lost, trying its stories one by one", job=job, stories=len(batch), reason=lost.cause)
        return [await _run_alone(slot, job, incoming) for incoming in batch]


async def _run_alone(slot: Slot, job: JobName, incoming: Incoming) -> Outcome:
    try:
        return (await slot.run(job, [incoming]))[0]
    except SlotLost as lost:
        return Outcome(failure=Failure(lost.cause, str(lost), job))
