"""The law on verdicts, as a table."""

from __future__ import annotations

import errno
import re
import signal
from typing import Any, Optional, Union

import pytest

from tinybug_runner.child.failure_reader import TestFailure
from tinybug_runner.mutants.verdict import with_earlier
from tinybug_runner.suite_story import SuiteStory
from tinybug_runner.supervision.launcher import ProcessEnd
from tinybug_runner.supervision.space_limit import SpaceOverrun
from tinybug_runner.supervision.time_limit import Overrun
from tinybug_runner.mutants.verdict import Circumstances, Verdict, judge

PASSED = {"a": "passed", "b": "passed"}
FINE = ProcessEnd(0, None, 1)


def failing(test: str = "a", phase: str = "call", error_number: Optional[int] = None) -> TestFailure:
    return TestFailure(test, phase, "AssertionError", "no", "t.py", 1, error_number)


def story(**more: Any) -> SuiteStory:
    return SuiteStory(**{"collected": 2, "is_served": True, "outcomes": dict(PASSED), "exit_code": 0, **more})


def verdict(
    told: SuiteStory,
    end: ProcessEnd = FINE,
    overrun: Union[Overrun, SpaceOverrun, None] = None,
    problem: Optional[str] = None,
    **more: Any,
) -> Verdict:
    around = Circumstances(**{"planned_ids": ("a", "b"), "absent_ids": frozenset(), "canary_problem": problem, **more})
    return judge(told, end, overrun, around)


@pytest.mark.parametrize(
    ("found", "status", "reason"),
    [
        (verdict(story()), "Survived", ""),
        (verdict(story(failures=[failing()])), "Killed", ""),
        (
            verdict(story(failures=[failing("t.py", "collect")], exit_code=2)),
            "Killed",
            "Collecting t.py failed because",
        ),
        (verdict(story(failures=[failing()], is_served=False)), "RuntimeError", "had not been imported"),
        (verdict(story(failures=[failing(error_number=errno.ENOSPC)])), "RuntimeError", "the machine lacked something"),
        (verdict(story(failures=[failing(error_number=errno.ENOENT)])), "Killed", ""),
        (verdict(story(failures=[failing()]), overrun=Overrun("idle", 1, 1)), "Killed", ""),
        (verdict(story(), overrun=Overrun("cpu", 2000, 1000)), "Timeout", "2.0 s of CPU time, with a limit of 1.0 s"),
        (verdict(story(), overrun=Overrun("idle", 2000, 2000)), "Timeout", "no CPU time for 2.0 s.*a hang"),
        (verdict(story(is_served=False), overrun=Overrun("cpu", 2, 1)), "RuntimeError", "had not been imported"),
        (verdict(story(), overrun=SpaceOverrun("memory", 3 << 30, 1 << 30)), "Timeout", "3.0 GiB of memory.*of 1.0 GiB"),
        (verdict(story(), overrun=SpaceOverrun("disk", 3 << 30, 1 << 30)), "RuntimeError", "put 3.0 GiB on the disk"),
        (verdict(story(failures=[failing(error_number=errno.EFBIG)])), "RuntimeError", "a file has grown too large"),
        (verdict(story(failures=[failing(error_number=errno.ENOMEM)])), "RuntimeError", "the machine lacked something"),
        (
            verdict(story(failures=[failing(error_number=errno.ENOMEM)]), overrun=SpaceOverrun("memory", 2, 1)),
            "Timeout",
            "of memory, with a limit of",
        ),
        (verdict(story(failures=[failing()]), overrun=SpaceOverrun("memory", 2, 1)), "Killed", ""),
        (verdict(story(is_served=False)), "RuntimeError", "without importing the mutated code"),
        (verdict(story(), problem="why"), "RuntimeError", "activation could not be proven for this file: why"),
        (verdict(story(failures=[failing()]), problem="why"), "Killed", ""),
        (verdict(story(does_not_compile="SyntaxError: x")), "CompileError", "does not compile: SyntaxError"),
        (verdict(story(is_already_loaded=True)), "RuntimeError", "was loaded before"),
        (verdict(story(trouble="pytest had an internal error")), "RuntimeError", "pytest had an internal error"),
        (verdict(story(exit_code=4)), "RuntimeError", "refused its arguments"),
        (
            verdict(story(exit_code=None, running_test="b"), ProcessEnd(None, signal.SIGSEGV, 1)),
            "RuntimeError",
            "died of SIGSEGV while b ran",
        ),
        (verdict(story(exit_code=None), ProcessEnd(3, None, 1)), "RuntimeError", "ended itself with exit code 3"),
        (verdict(story(exit_code=None), ProcessEnd(97, None, 1)), "RuntimeError", "could not write what it found"),
        (verdict(story(outcomes={"a": "passed"})), "RuntimeError", "1 of 2 tests did not run, b among them"),
        (verdict(story(), absent_ids=frozenset("b")), "RuntimeError", "b is in the plan but not among the tests"),
        (verdict(story(flaky_failures=[failing()], exit_code=1)), "Flaky", "have failed: a"),
        (
            verdict(story(outcomes={"a": "skipped", "b": "passed"})),
            "Survived",
            "1 of 2 tests did not pass but were skipped",
        ),
        (verdict(story(outcomes={"a": "passed"}, missing=["b"])), "Survived", "makes 1 tests disappear, b among them"),
        (verdict(story(outcomes={"a": "passed"}, missing=["b"], added=["c"])), "RuntimeError", "did not run, c among"),
    ],
)
def test_what_happened_decides_the_verdict(found: Verdict, status: str, reason: str) -> None:
    assert found.status == status
    assert re.search(reason, found.reason or "")


CRASHED = Verdict("RuntimeError", "It died.", is_worth_retrying=True, is_crash=True)
LOST = Verdict("RuntimeError", "It was ended.", is_worth_retrying=True)


@pytest.mark.parametrize(
    ("second", "first", "status"),
    [
        (Verdict("Survived"), None, "Survived"),
        (Verdict("Survived"), CRASHED, "Flaky"),
        (Verdict("Survived"), LOST, "Survived"),
        (Verdict("Killed", None, failing()), CRASHED, "Killed"),
        (CRASHED, CRASHED, "RuntimeError"),
    ],
)
def test_after_a_run_that_died_the_second_decides_unless_the_mutant_may_have_crashed_the_first(
    second: Verdict, first: Optional[Verdict], status: str
) -> None:
    assert with_earlier(second, first).status == status
