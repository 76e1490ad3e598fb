"""A verdict and its evidence, as `shared/mutant-result.ts` has them."""

from __future__ import annotations

from typing import Any

from ..child.failure_reader import TestFailure
from ..plain_text import captured_output, shortened
from ..plan import PlannedMutant
from ..suite_story import SuiteStory
from ..supervision.supervisor import EndedSuite
from .task import MutantTask
from .verdict import Verdict

STATUSES_WITH_OUTPUT = frozenset({"Killed", "Timeout", "RuntimeError", "Flaky"})


def result_of(task: MutantTask, verdict: Verdict, ended: EndedSuite, story: SuiteStory, runs: int) -> dict[str, Any]:
    mutant = task.mutant
    failure = verdict.killing_failure
    evidence: dict[str, Any] = {
        "activation": ended.activation,
        "activationProven": story.is_served,
        "testsRun": len(story.outcomes),
        "testsPlanned": len(mutant.tests),
        "cpuMs": round(task.spent_cpu_ms + ended.end.cpu_ms, 3),
        "wallMs": round(task.spent_wall_ms + ended.wall_ms, 3),
        "repeats": {"agreed": runs if verdict.is_crash else 1, "total": runs},
    }
    if failure is not None:
        evidence["killingTest"] = killing_test(failure)
    output = captured_output(ended.job.output_path) if verdict.status in STATUSES_WITH_OUTPUT else None
    if output is not None:
        evidence["output"] = output
    return result(mutant, verdict, evidence)


def result_without_run(mutant: PlannedMutant, verdict: Verdict) -> dict[str, Any]:
    evidence = {
        "activation": "none",
        "activationProven": False,
        "testsRun": 0,
        "testsPlanned": len(mutant.tests),
        "cpuMs": 0,
        "wallMs": 0,
        "repeats": {"agreed": 0, "total": 0},
    }
    return result(mutant, verdict, evidence)


def result(mutant: PlannedMutant, verdict: Verdict, evidence: dict[str, Any]) -> dict[str, Any]:
    killed_by = [] if verdict.killing_failure is None else [verdict.killing_failure.id]
    record = {"mutantId": mutant.id, "status": verdict.status, "killedBy": killed_by, "evidence": evidence}
    return record if verdict.reason is None else {**record, "statusReason": shortened(verdict.reason, 2000)}


def killing_test(failure: TestFailure) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": failure.id,
        "exception": failure.exception,
        "message": failure.message,
        "phase": failure.phase,
    }
    file: str | None = failure.file
    return record if file is None else {**record, "file": file, "line": failure.line}
