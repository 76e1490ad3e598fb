"""Linux: what keeps processes that tests have started from escaping."""

from __future__ import annotations

import os
import signal
import sys
from typing import Callable

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def load_prctl() -> Callable[[int, int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (ImportError, OSError, AttributeError):
        return None
    return lambda option, value: int(prctl(option, value, 0, 0, 0))


class Kernel:
    def __init__(self) -> None:
        self._prctl = load_prctl()

    def adopt_orphans(self) -> bool:
        """Processes whose parent has died become children of this one instead of the system's first process."""
        return self._prctl is not None and self._prctl(PR_SET_CHILD_SUBREAPER, 1) == 0

    def die_with(self, parent: int) -> None:
        if self._prctl is None:
            return
        self._prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
