"""Limits hold for CPU time, which does not lie on a busy machine."""

from __future__ import annotations

from typing import Optional

import pytest

from tinybug_runner.supervision.process_table import (
    PsCommand,
    ProcessFacts,
    choose_process_table,
    parse_ps_line,
    parse_ps_time,
)
from tinybug_runner.supervision.time_limit import Overrun, TimeLimit, TimeWatch


def facts(cpu_ms: float, is_runnable: bool = False) -> list[ProcessFacts]:
    return [ProcessFacts(2, 1, 2, is_runnable, cpu_ms)]


def watch_for(seconds: float, cpu_share: float, runnable_share: float) -> Optional[Overrun]:
    watch = TimeWatch(TimeLimit(cpu_ms=5_000, idle_ms=2_000), 0)
    for step in range(1, int(seconds * 20) + 1):
        now_ms = step * 50
        is_runnable = int(step * runnable_share) != int((step - 1) * runnable_share)
        overrun = watch.read(facts(now_ms * cpu_share, is_runnable), now_ms)
        if overrun is not None:
            return overrun
    return None


@pytest.mark.parametrize(
    ("cpu_share", "runnable_share", "kind"),
    [
        pytest.param(1, 1, "cpu", id="a busy loop"),
        pytest.param(0, 0, "idle", id="asleep"),
        pytest.param(0.01, 0.02, "idle", id="a loop that polls"),
        pytest.param(0.01, 1, None, id="waiting its turn on a busy machine"),
        pytest.param(0.2, 0.2, None, id="working a little"),
    ],
)
def test_time_without_cpu_is_a_hang_unless_the_process_waits_its_turn(
    cpu_share: float, runnable_share: float, kind: Optional[str]
) -> None:
    overrun = watch_for(20, cpu_share, runnable_share)
    assert (overrun.kind if overrun else None) == kind


def test_cpu_time_of_a_child_that_is_gone_still_counts() -> None:
    watch = TimeWatch(TimeLimit(cpu_ms=1_000, idle_ms=60_000), 0)
    assert watch.read([*facts(100), ProcessFacts(3, 2, 2, True, 950)], 50) == Overrun("cpu", 1_050, 1_000)


def test_where_nothing_can_be_read_wall_time_stands_in() -> None:
    watch = TimeWatch(TimeLimit(cpu_ms=1_000, idle_ms=500), 0)
    assert watch.read([], 1_400) is None
    assert watch.read([], 1_600) == Overrun("wall", 1_600, 1_500)


@pytest.mark.parametrize(("text", "seconds"), [("0:00.05", 0.05), ("1:02:03", 3723), ("2-01:00:00", 176_400)])
def test_times_of_ps_are_understood(text: str, seconds: float) -> None:
    assert parse_ps_time(text) == pytest.approx(seconds)


def test_a_line_of_ps_is_understood() -> None:
    assert parse_ps_line(" 12  1 12 R  0:01.00 2048") == ProcessFacts(12, 1, 12, True, 1000, 2 << 20)
    assert parse_ps_line("nothing") is None


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs processes to read")
def test_this_process_is_found_with_its_cpu_time() -> None:
    import os

    for table in (choose_process_table(), PsCommand()):
        found = table.tree(os.getpid())
        if found or not isinstance(table, PsCommand):
            assert found[0].pid == os.getpid()
            assert found[0].parent == os.getppid()
            assert found[0].memory_bytes > 1 << 20
