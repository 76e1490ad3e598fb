"""What one process may take at most, kept by the system itself: looking at intervals comes too late for some."""

from __future__ import annotations

import os

from ..suite_job import Bounds

try:
    import resource
except ImportError:  # Windows

    def set_bounds(_bounds: Bounds) -> None:
        return

else:
    PAGE_BYTES = resource.getpagesize()

    def set_bounds(_bounds: Bounds) -> None:
        """For this process and those that it starts, each by itself. Tests may take them back."""
        lower(resource.RLIMIT_FSIZE, _bounds.file_bytes)
        in_use = data_in_use()
        if in_use is not None:
            lower(resource.RLIMIT_DATA, in_use + _bounds.memory_bytes)

    def lower(kind: int, value: int) -> None:
        soft, hard = resource.getrlimit(kind)
        if soft == resource.RLIM_INFINITY or value < soft:
            resource.setrlimit(kind, (value, hard))

    def data_in_use() -> int | None:
        """Linux: private memory that can be written to, which leaves out what is only reserved."""
        try:
            descriptor = os.open("/proc/self/statm", os.O_RDONLY)
        except OSError:
            return None
        try:
            return int(os.read(descriptor, 200).split()[5]) * PAGE_BYTES
        finally:
            os.close(descriptor)
