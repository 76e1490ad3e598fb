"""When a run of tests is given up: too much CPU time, or none at all for too long."""

from __future__ import annotations

from dataclasses import dataclass

from .process_table import ProcessFacts

IDLE_CPU_SHARE = 0.02
IDLE_RUNNABLE_SHARE = 0.1


@dataclass(frozen=True)
class TimeLimit:
    cpu_ms: float
    idle_ms: float


@dataclass(frozen=True)
class Overrun:
    kind: str
    """`cpu`, `idle`, or `wall` where CPU time cannot be read."""
    used_ms: float
    limit_ms: float


class TimeWatch:
    """Fed with readings while the tests run."""

    def __init__(self, limit: TimeLimit, now_ms: float) -> None:
        self._limit = limit
        self._started_ms = now_ms
        self._cpu_ms = 0.0
        self._begin_window(now_ms)

    def _begin_window(self, now_ms: float) -> None:
        self._window_ms = now_ms
        self._window_cpu_ms = self._cpu_ms
        self._readings = 0
        self._runnable_readings = 0

    def read(self, processes: list[ProcessFacts], now_ms: float) -> Overrun | None:
        if not processes:
            return self._without_readings(now_ms)
        # The highest sum ever seen: the time of a child that nobody waited for is lost.
        cpu_ms = self._cpu_ms = max(self._cpu_ms, sum(process.cpu_ms for process in processes))
        if cpu_ms > self._limit.cpu_ms:
            return Overrun("cpu", cpu_ms, self._limit.cpu_ms)
        self._readings += 1
        self._runnable_readings += any(process.is_runnable for process in processes)
        elapsed_ms = now_ms - self._window_ms
        if elapsed_ms < self._limit.idle_ms:
            return None
        # A loop that polls uses a little CPU for ever; what waits its turn on a busy machine is runnable.
        is_idle = (
            cpu_ms - self._window_cpu_ms < IDLE_CPU_SHARE * elapsed_ms
            and self._runnable_readings < IDLE_RUNNABLE_SHARE * self._readings
        )
        if is_idle:
            return Overrun("idle", elapsed_ms, self._limit.idle_ms)
        self._begin_window(now_ms)
        return None

    def _without_readings(self, now_ms: float) -> Overrun | None:
        limit_ms = self._limit.cpu_ms + self._limit.idle_ms
        elapsed_ms = now_ms - self._started_ms
        return Overrun("wall", elapsed_ms, limit_ms) if elapsed_ms > limit_ms else None
