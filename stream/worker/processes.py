"""What every process that a worker starts does first: it dies with its parent and leaves the signals to it.

A terminal's Ctrl-C and a supervisor's SIGTERM reach a whole process group. Only the worker acts on them: its children
must finish the stories they hold. In turn they must not outlive it, not even a `kill -9`.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends (Linux; elsewhere the closed pipe must do).

    Args:
        parent: process id of the parent, taken before the fork or exec, so that a parent already gone is noticed.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def ignore_signals() -> None:
    """Leave SIGINT and SIGTERM to the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def limit_memory(more_mb: int) -> None:
    """Let this process take so many megabytes of addresses beside those it has, and no more (Linux)."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + more_mb * 1024**2
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
