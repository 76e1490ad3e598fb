"""How much memory and disk a mutant may take follows from what the tests take by themselves."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, Optional

import pytest

from test_plan import MUTANTS
from tinybug_runner.child.failure_reader import TestFailure
from tinybug_runner.mutants.kill_check import Pending
from tinybug_runner.mutants.space_limits import SpaceLimits, memory_of_machine
from tinybug_runner.mutants.task import MutantTask, SequenceTask
from tinybug_runner.mutants.verdict import Verdict
from tinybug_runner.plan import MutantsPlan, parse_plan
from tinybug_runner.suite_job import Bounds, SuiteJob
from tinybug_runner.suite_story import SuiteStory
from tinybug_runner.supervision.launcher import ProcessEnd
from tinybug_runner.supervision.process_table import ProcessFacts
from tinybug_runner.supervision.space_limit import SpaceLimit, SpaceOverrun, SpaceWatch
from tinybug_runner.supervision.supervisor import EndedSuite

MB = 1 << 20
GB = 1 << 30


def limits(memory_mb: Optional[int] = None) -> SpaceLimits:
    plan = parse_plan({**MUTANTS, **({} if memory_mb is None else {"memoryMb": memory_mb})})
    assert isinstance(plan, MutantsPlan)
    return SpaceLimits(plan)


def ended(memory_bytes: float = 0, bounds: Optional[Bounds] = None, **more: Any) -> EndedSuite:
    job = SuiteJob("root", "folder", (), (), bounds=bounds)
    return EndedSuite(job, ProcessEnd(0, None, 1), None, "code-swap", 1, int(memory_bytes), **more)


def failing(exception: str, error_number: Optional[int] = None) -> SuiteStory:
    return SuiteStory(failures=[TestFailure("t", "call", exception, "no", "t.py", 1, error_number)])


def mutant_task() -> MutantTask:
    plan = parse_plan(MUTANTS)
    assert isinstance(plan, MutantsPlan)
    return MutantTask(True, ("t",), plan.mutants[0])


def pending(overrun: Optional[SpaceOverrun] = None, is_bounded: bool = True, status: str = "Timeout") -> Pending:
    return Pending(mutant_task(), Verdict(status), {}, overrun, is_bounded)


@pytest.mark.parametrize(
    ("memory_mb", "taken", "expected"),
    [
        pytest.param(None, 0, GB, id="nothing known"),
        pytest.param(None, 300 * MB, 1200 * MB, id="four times of what the tests take"),
        pytest.param(512, 100 * MB, 512 * MB, id="as chosen"),
        pytest.param(512, 400 * MB, 800 * MB, id="chosen too low for the tests themselves"),
    ],
)
def test_a_mutant_may_take_more_than_the_tests_do(memory_mb: Optional[int], taken: int, expected: int) -> None:
    space = limits(memory_mb)
    assert not space.learn(ended(taken), SuiteStory())
    assert space.of(mutant_task()).memory_bytes == expected


def test_it_may_take_half_of_the_machine_unless_twice_of_the_tests_is_more() -> None:
    space, machine = limits(), memory_of_machine()
    space.learn(ended(machine / 5), SuiteStory())
    assert space.of(mutant_task()).memory_bytes == pytest.approx(machine / 2, rel=0.01)
    space.learn(ended(machine / 3), SuiteStory())
    assert space.of(mutant_task()).memory_bytes == pytest.approx(machine * 2 / 3, rel=0.01)


def test_tests_without_a_mutant_have_no_limit() -> None:
    assert limits().of(SequenceTask(True, ("t",))) == SpaceLimit(float("inf"), float("inf"))


@pytest.mark.parametrize(
    ("story", "is_lifting"),
    [
        (failing("MemoryError"), True),
        (failing("OSError", errno.EFBIG), True),
        (failing("OSError", errno.ENOMEM), True),
        (SuiteStory(messages={"t": "MemoryError: "}), True),
        (failing("OSError", errno.ENOSPC), False),
        (failing("AssertionError"), False),
    ],
)
def test_bounds_in_which_the_tests_themselves_fail_are_lifted_and_mutants_run_again(
    story: SuiteStory, is_lifting: bool
) -> None:
    space = limits()
    before = pending()
    assert not space.is_outgrown(before)
    assert space.learn(ended(bounds=space.bounds), story) is is_lifting
    assert (space.bounds is None) is is_lifting
    assert space.is_outgrown(before) is is_lifting
    assert not space.is_outgrown(pending(is_bounded=False))
    assert not space.is_outgrown(pending(status="Survived"))
    assert not space.learn(ended(), story), "nothing is repeated for ever"


@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_an_overrun_of_a_limit_that_has_grown_since_is_no_verdict(kind: str) -> None:
    space = limits()
    limit = space.of(mutant_task())
    before = pending(SpaceOverrun(kind, 9 * GB, limit.memory_bytes if kind == "memory" else limit.disk_bytes))
    assert not space.is_outgrown(before)
    space.learn(ended(700 * MB, disk_bytes=GB), SuiteStory())
    assert space.is_outgrown(before)


def test_want_of_memory_is_an_overrun_only_where_the_process_had_filled_it() -> None:
    space = limits()
    assert space.overrun_of(ended(2 * GB), failing("MemoryError")) == SpaceOverrun("memory", 2 * GB, GB)
    assert space.overrun_of(ended(MB), failing("MemoryError")) is None
    assert space.overrun_of(ended(2 * GB), failing("AssertionError")) is None


def test_the_memory_of_all_processes_counts_together(tmp_path: Path) -> None:
    watch = SpaceWatch(SpaceLimit(5 * MB, GB), str(tmp_path))
    processes = [ProcessFacts(pid, 1, 2, True, 0, 2 * MB) for pid in (2, 3, 4)]
    assert watch.read(processes[:2]) is None
    assert watch.read(processes) == SpaceOverrun("memory", 6 * MB, 5 * MB)


def test_what_files_take_on_the_disk_counts_and_holes_do_not(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    with (folder / "hole").open("wb") as file:
        file.truncate(100 * MB)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    watch = SpaceWatch(SpaceLimit(GB, MB), str(tmp_path))
    assert watch.read([]) is None
    (folder / "full").write_bytes(os.urandom(2 * MB))
    overrun = SpaceWatch(SpaceLimit(GB, MB), str(tmp_path)).read([])
    assert overrun is not None
    assert overrun.kind == "disk"
    assert 2 * MB <= overrun.used_bytes < 3 * MB
