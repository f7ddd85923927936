"""The model server: a process that loads the models once and forks a slot whenever it is asked to.

A slot forked from it is ready in 20–42 ms and has 58 MB of its own; a slot that loads its models needs 5 s and 0.6 GB.
It is a process apart from the worker, started before Faust, because forking is only safe from a single thread, and the
worker has several. `gc.freeze` before the first fork keeps the collector from copying the shared pages.

When the control socket ends, the server does, and with it every slot.
"""

import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import NoReturn

import structlog

from stream.logs import configure_logs
from stream.story import Story, compose
from stream.worker.jobs import Job, jobs
from stream.worker.messages import CONTROL, FORK, READY, Answer, JobName, decode_request, encode, frame, read_frame
from stream.worker.processes import die_with_parent, ignore_signals, limit_memory

log = structlog.get_logger(__name__)

# Every language that has a pack is loaded before the first fork, or each slot would load it by itself.
_WARM_UP = {"fr": "Le ministre est arrivé mardi à Paris."}


def main(control_fd: int, parent: int, memory_mb: int, parse: str, enrich: str, log_level: str, log_format: str) -> NoReturn:
    """Load, say so, and serve until the worker closes the control socket."""
    die_with_parent(parent)
    ignore_signals()
    configure_logs(log_level, log_format)
    work = jobs(resolve_name(parse), resolve_name(enrich))
    resolve_name(enrich)([_warm_up_story(language, text) for language, text in _WARM_UP.items()])
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=control_fd) as control:
        control.sendall(READY)
        _serve(control, work, memory_mb)
    os._exit(0)


def _warm_up_story(language: str, text: str) -> Story:
    body = compose(None, [text])
    return Story(
        story_id="warm-up",
        format="plain",
        language=language,
        text=body.text,
        paragraphs=body.paragraphs,
        text_sha256=body.text_sha256,
    )


def _serve(control: socket.socket, work: Mapping[JobName, Job], memory_mb: int) -> None:
    slots: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, CONTROL.size, 1)
        _reap(slots)
        if len(message) < CONTROL.size:
            return
        command, pid = CONTROL.unpack(message)
        if command == FORK:
            slots.add(_fork(control, descriptors[0], work, memory_mb))
        elif pid in slots:
            os.kill(pid, signal.SIGKILL)


def _reap(slots: set[int]) -> None:
    """Collect the slots that ended; until then their process ids cannot be anybody else's."""
    with contextlib.suppress(ChildProcessError):
        while ended := os.waitpid(-1, os.WNOHANG)[0]:
            slots.discard(ended)


def _fork(control: socket.socket, descriptor: int, work: Mapping[JobName, Job], memory_mb: int) -> int:
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            die_with_parent(server)
            limit_memory(memory_mb)
            control.close()
            _run_slot(descriptor, work)
        except ConnectionError:
            pass  # the worker is gone
        except Exception:
            log.exception("slot failed")
        finally:
            os._exit(1)  # a child that came back would serve the server's socket as well
    os.close(descriptor)
    return pid


def _run_slot(descriptor: int, work: Mapping[JobName, Job]) -> NoReturn:
    """Say who we are, then answer requests until the worker closes the socket."""
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as stream:
        stream.write(frame(str(os.getpid()).encode()))
        stream.flush()
        while payload := read_frame(stream):
            request = decode_request(payload)
            seconds: dict[str, float] = {}
            outcomes = work[request.job](request.batch, seconds)
            stream.write(frame(encode(Answer(outcomes, seconds))))
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
