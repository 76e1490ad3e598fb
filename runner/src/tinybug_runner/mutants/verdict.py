"""From what happened in a run of the tests to the verdict on the mutant. No verdict is better than a wrong one."""

from __future__ import annotations

import errno
import signal
from dataclasses import dataclass

from ..child.events import EXIT_EVENTS_LOST
from ..child.failure_reader import TestFailure
from ..suite_story import SuiteStory
from ..supervision.launcher import ProcessEnd
from ..supervision.space_limit import SpaceOverrun
from ..supervision.time_limit import Overrun

GB = 1 << 30
MACHINE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


@dataclass(frozen=True)
class Verdict:
    status: str
    reason: str | None = None
    killing_failure: TestFailure | None = None
    is_worth_retrying: bool = False
    """The process died; that may have been an accident."""
    is_crash: bool = False
    """It died of itself and was not ended from outside."""
    is_for_want_of_space: bool = False
    """It took too much of the disk, unless the tests take as much without the mutant."""


@dataclass(frozen=True)
class Circumstances:
    """What has to be known besides the run itself."""

    planned_ids: tuple[str, ...]
    absent_ids: frozenset[str]
    """Planned tests that are not there without the mutant either."""
    canary_problem: str | None
    """Why activation is not proven for the file; None where the canary was caught."""


def judge(story: SuiteStory, end: ProcessEnd, overrun: Overrun | SpaceOverrun | None, around: Circumstances) -> Verdict:
    if story.does_not_compile is not None:
        return Verdict("CompileError", f"The mutated file does not compile: {story.does_not_compile}")
    if story.is_already_loaded:
        return no_verdict("the measured file was loaded before the mutant could be put in its place")
    verdict = judge_failures(story, overrun) or judge_overrun(story, overrun) or judge_end(story, end)
    if verdict is not None:
        return verdict
    return judge_completeness(story, around) or judge_survival(story, around)


def no_verdict(reason: str) -> Verdict:
    return Verdict("RuntimeError", f"No verdict: {reason}.")


def judge_failures(story: SuiteStory, overrun: Overrun | SpaceOverrun | None) -> Verdict | None:
    if not story.failures:
        return None
    failure = story.failures[0]
    if isinstance(overrun, SpaceOverrun) and is_of_memory(failure):
        return None  # The failure is what became of the overrun.
    what = f"{failure.id} failed with {failure.exception}: {failure.message}"
    if failure.error_number == errno.EFBIG:
        return Verdict("RuntimeError", f"No verdict: a file has grown too large; {what}.", is_for_want_of_space=True)
    if failure.error_number in MACHINE_ERRORS:
        return no_verdict(f"the machine lacked something, not the code; {what}")
    if not story.is_served:
        return no_verdict(f"a test failed although the mutated code had not been imported; {what}")
    reason = None
    if failure.phase == "collect":
        reason = f"Collecting {failure.id} failed because of the mutant: {failure.exception}."
    elif failure.id in story.added:
        reason = "The mutant changes the parameters of the tests; one of those that appeared failed."
    return Verdict("Killed", reason, failure)


def is_of_memory(failure: TestFailure) -> bool:
    return failure.exception == "MemoryError" or failure.error_number == errno.ENOMEM


def judge_overrun(story: SuiteStory, overrun: Overrun | SpaceOverrun | None) -> Verdict | None:
    if overrun is None:
        return None
    place = f"while {story.running_test} ran" if story.running_test else "outside of every test"
    if not story.is_served:
        return no_verdict(f"the tests did not end, although the mutated code had not been imported, {place}")
    if isinstance(overrun, SpaceOverrun):
        return judge_space(overrun, place)
    used, limit = f"{overrun.used_ms / 1000:.1f} s", f"{overrun.limit_ms / 1000:.1f} s"
    if overrun.kind == "cpu":
        return Verdict(
            "Timeout", f"The tests used {used} of CPU time, with a limit of {limit}, and were ended {place}."
        )
    if overrun.kind == "idle":
        return Verdict("Timeout", f"The tests used no CPU time for {used}, and were ended {place}: a hang.")
    return Verdict("Timeout", f"The tests took {used} of wall time, with a limit of {limit}, and were ended {place}.")


def judge_space(overrun: SpaceOverrun, place: str) -> Verdict:
    used, limit = f"{overrun.used_bytes / GB:.1f} GiB", f"{overrun.limit_bytes / GB:.1f} GiB"
    if overrun.kind == "memory":
        return Verdict("Timeout", f"The tests took {used} of memory, with a limit of {limit}, and were ended {place}.")
    reason = f"No verdict: the tests put {used} on the disk, with a limit of {limit}, and were ended {place}."
    return Verdict("RuntimeError", reason, is_for_want_of_space=True)


def judge_end(story: SuiteStory, end: ProcessEnd) -> Verdict | None:
    if story.trouble is not None:
        return no_verdict(story.trouble)
    if story.exit_code is None:
        place = f" while {story.running_test} ran" if story.running_test else ""
        is_crash = end.exit_code != EXIT_EVENTS_LOST and end.signal != signal.SIGTERM
        return Verdict(
            "RuntimeError",
            f"No verdict: the process that ran the tests {how_it_ended(end)}{place}.",
            is_worth_retrying=True,
            is_crash=is_crash,
        )
    if story.exit_code == 4:
        return no_verdict("pytest refused its arguments or settings")
    return None


def how_it_ended(end: ProcessEnd) -> str:
    if end.signal is not None:
        try:
            return f"died of {signal.Signals(end.signal).name}"
        except ValueError:
            return f"died of signal {end.signal}"
    if end.exit_code == EXIT_EVENTS_LOST:
        return "could not write what it found"
    return f"ended itself with exit code {end.exit_code}"


def judge_completeness(story: SuiteStory, around: Circumstances) -> Verdict | None:
    absent = [test for test in around.planned_ids if test in around.absent_ids]
    if absent:
        return no_verdict(f"{absent[0]} is in the plan but not among the tests")
    expected = [test for test in around.planned_ids if test not in story.missing] + story.added
    left_out = [test for test in expected if test not in story.outcomes]
    if left_out:
        return no_verdict(f"{len(left_out)} of {len(expected)} tests did not run, {left_out[0]} among them")
    return None


def judge_survival(story: SuiteStory, around: Circumstances) -> Verdict:
    if not story.is_served:
        return no_verdict("the tests passed without importing the mutated code")
    if story.flaky_failures:
        names = ", ".join(failure.id for failure in story.flaky_failures[:3])
        return Verdict("Flaky", f"Only tests that do not always end alike have failed: {names}.")
    if story.unreached is not None:
        return no_verdict(f"a test started a Python interpreter in which the mutant was not active ({story.unreached})")
    if around.canary_problem is not None:
        return no_verdict(f"activation could not be proven for this file: {around.canary_problem}")
    return Verdict("Survived", " ".join(remarks(story)) or None)


def remarks(story: SuiteStory) -> list[str]:
    """What a reader should know about tests that passed in another way."""
    found = []
    unusual = [test for test, outcome in story.outcomes.items() if outcome != "passed"]
    if unusual:
        found.append(f"{len(unusual)} of {len(story.outcomes)} tests did not pass but were {kinds(story, unusual)}.")
    if story.missing:
        instead = f"; {len(story.added)} others appeared and passed" if story.added else ""
        found.append(f"The mutant makes {len(story.missing)} tests disappear, {story.missing[0]} among them{instead}.")
    return found


def kinds(story: SuiteStory, tests: list[str]) -> str:
    return " or ".join(sorted({story.outcomes[test] for test in tests}))


def with_earlier(verdict: Verdict, earlier: Verdict | None) -> Verdict:
    """A verdict after a first run that died."""
    if earlier is None:
        return verdict
    if verdict.is_worth_retrying:
        return Verdict(verdict.status, f"{verdict.reason} It did so twice.", is_crash=True)
    if verdict.status == "Survived" and earlier.is_crash:
        return Verdict("Flaky", f"The tests passed in one of two runs. In the other: {earlier.reason}")
    reason = " ".join(filter(None, [verdict.reason, f"A first run had no verdict. {earlier.reason}"]))
    return Verdict(verdict.status, reason, verdict.killing_failure)
