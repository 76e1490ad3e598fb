"""What every forked process that runs tests does first."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from .suite_job import SuiteJob
from .supervision.kernel import Kernel

if TYPE_CHECKING:
    import resource

KERNEL = Kernel()
"""Loaded once, because a forked process has no time to."""


def become_job_process(job: SuiteJob, parent: int) -> None:
    os.setsid()
    KERNEL.die_with(parent)
    redirect_streams(job.output_path)


def memory_bytes(usage: resource.struct_rusage) -> int:
    """The largest resident set, as systems count it."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def restore_signals() -> None:
    """Those that the runner handles, before the project is imported and may handle them itself."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def redirect_streams(output_path: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(output_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(output)
