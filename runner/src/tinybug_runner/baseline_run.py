"""The unmutated tests: a traced run for lines and durations, then plain ones to find what does not end alike."""

from __future__ import annotations

from typing import Any, Callable

from .child.measured_files import runs_of
from .dependency_files import dependencies_record
from .environment_fingerprint import environment_fingerprint
from .equipment import Equipment
from .failure import RunnerFailure
from .known_baseline import still_holds
from .mutants.verdict import how_it_ended
from .plain_text import captured_output, one_line, shortened
from .plan import BaselinePlan
from .suite_job import SuiteJob
from .suite_story import Event, EventReader, SuiteStory
from .supervision.supervisor import EndedSuite

NAMED_TESTS = 20


def ignore(_event: Event) -> None:
    return


class BaselineRun:
    def __init__(self, plan: BaselinePlan, equipment: Equipment) -> None:
        self._plan = plan
        self._equipment = equipment
        self._report = equipment.report
        self._withheld: dict[str, Event] = {}
        """Tests that failed in the traced run; whether they fail without tracing is still to be seen."""
        self._is_forgetting = False
        """Measured functions keep results, which the traced run forgets before each test."""

    def run(self) -> None:
        root, known = self._equipment.root, self._plan.known
        environment = environment_fingerprint(root, self._plan.pytest_arguments)
        if known is not None and still_holds(known, root, environment, lambda: self._run_suite(is_collecting=True)):
            self._report.baseline_known(known.run_id)
            return
        for story in self._measure():
            if story.dependencies is not None:
                self._report.write(dependencies_record(root, environment, story.dependencies))

    def _measure(self) -> list[SuiteStory]:
        traced = self._run_suite(is_traced=True, on_event=self._forward)
        if self._withheld and self._is_forgetting:
            self._try_without_forgetting(traced)
        stories = [traced]
        runs = max(self._plan.repeats, 2 if self._withheld else 1)
        while len(stories) < runs:
            stories.append(self._run_suite(is_watching=len(stories) == 1))
        always_failing = [test for test in self._withheld if all(fails(story, test) for story in stories)]
        self._report_withheld(always_failing)
        if runs > 1:
            self._report.flaky(runs, flaky_tests(stories))
        if always_failing:
            raise RunnerFailure("baseline-failed", self._red(always_failing, traced))
        self._check_reach(traced)
        return stories

    def _run_suite(
        self,
        is_traced: bool = False,
        is_keeping_results: bool = False,
        is_watching: bool = False,
        is_collecting: bool = False,
        on_event: Callable[[Event], None] = ignore,
    ) -> SuiteStory:
        job = SuiteJob(
            root=self._equipment.root,
            folder=self._equipment.scratch.new_folder(),
            pytest_arguments=self._plan.pytest_arguments,
            files=tuple(file.path for file in self._plan.files),
            is_traced=is_traced,
            is_keeping_results=is_keeping_results,
            is_watching=is_watching,
            is_collecting=is_collecting,
        )
        self._equipment.supervisor.start(self._equipment.launcher, job, None)
        reader, story = EventReader(job.events_path), SuiteStory()
        ended: list[EndedSuite] = []
        while not ended:
            ended = self._equipment.supervisor.wait()
            for event in reader.read():
                story.tell(event)
                on_event(event)
        if not is_collecting:
            check_whole(story, ended[0])
        return story

    def _forward(self, event: Event) -> None:
        kind = event["kind"]
        if kind == "collected":
            self._report.collected(event["tests"])
        elif kind == "import-lines":
            self._report.import_lines(event["lines"], event["entered"])
        elif kind == "forgetting":
            self._is_forgetting = True
        elif kind == "test" and event["outcome"] == "failed":
            self._withheld[event["id"]] = event
        elif kind == "test":
            self._report.write(test_record(event))

    def _try_without_forgetting(self, traced: SuiteStory) -> None:
        """Of tests that fail only where caches are emptied before each, the way they end with them counts."""
        kept = self._run_suite(is_traced=True, is_keeping_results=True, on_event=self._add_lines)
        for test in [test for test in self._withheld if test in kept.outcomes and not fails(kept, test)]:
            record = test_record({**self._withheld.pop(test), "outcome": kept.outcomes[test]})
            record.pop("message", None)
            self._report.write(record)
            traced.outcomes[test] = kept.outcomes[test]

    def _add_lines(self, event: Event) -> None:
        if event["kind"] == "test" and event["id"] in self._withheld:
            for key in ("lines", "entered"):
                lines = self._withheld[event["id"]][key]
                for path, ranges in event[key].items():
                    lines[path] = merged([*lines.get(path, []), *ranges])

    def _report_withheld(self, always_failing: list[str]) -> None:
        for test, event in self._withheld.items():
            record = test_record(event)
            if test not in always_failing:
                record["outcome"] = "passed"
                record.pop("message", None)
            self._report.write(record)

    def _red(self, failing: list[str], traced: SuiteStory) -> str:
        lines = [f"{test}: {one_line(traced.messages.get(test, 'failed'))}" for test in failing[:NAMED_TESTS]]
        more = [f"and {len(failing) - NAMED_TESTS} more"] if len(failing) > NAMED_TESTS else []
        count = f"{len(failing)} of {len(traced.outcomes)} tests fail" if len(failing) > 1 else "A test fails"
        return "\n".join([f"{count} without any mutant:", *lines, *more])

    def _check_reach(self, traced: SuiteStory) -> None:
        if not self._plan.files or traced.executed_paths:
            return
        if traced.elsewhere:
            places = [
                f"{path} is measured, but the tests import {name} from {origin}"
                for path, name, origin in traced.elsewhere
            ]
            raise RunnerFailure("code-not-under-test", "\n".join(f"{place}." for place in places[:NAMED_TESTS]))
        paths = ", ".join(file.path for file in self._plan.files[:5])
        raise RunnerFailure(
            "code-not-under-test",
            f"The tests pass, but no line of the {len(self._plan.files)} measured files was executed ({paths}).",
        )


def merged(ranges: list[list[int]]) -> list[list[int]]:
    return runs_of(sorted({line for first, last in ranges for line in range(first, last + 1)}))


def fails(story: SuiteStory, test: str) -> bool:
    return story.outcomes.get(test) == "failed"


def flaky_tests(stories: list[SuiteStory]) -> list[str]:
    """Tests whose outcomes differ between the runs."""
    everything = {test: None for story in stories for test in story.outcomes}
    return [test for test in everything if len({story.outcomes.get(test) for story in stories}) > 1]


def test_record(event: Event) -> dict[str, Any]:
    record = {key: event[key] for key in ("id", "outcome", "lines", "entered")}
    record.update(type="test", cpuMs=round(event["cpuMs"], 3), wallMs=round(event["wallMs"], 3))
    if "message" in event:
        record["message"] = one_line(event["message"])
    return record


def check_whole(story: SuiteStory, ended: EndedSuite) -> None:
    """Raises where the run says nothing about the tests."""
    if story.failures:
        raise RunnerFailure("collection-failed", collecting_problems(story))
    if story.exit_code == 5 or story.collected == 0:
        raise RunnerFailure("no-tests", "pytest collected no tests.")
    stage = "collection-failed" if story.collected is None else "baseline-failed"
    output = ended.job.output_path
    if story.trouble is not None:
        raise RunnerFailure(stage, with_output(f"The tests did not run to their end: {story.trouble}.", output))
    if story.exit_code is None:
        place = f" while {story.running_test} ran" if story.running_test else ""
        raise RunnerFailure(
            stage, with_output(f"The process that ran the tests {how_it_ended(ended.end)}{place}.", output)
        )
    if story.exit_code == 4:
        raise RunnerFailure(stage, with_output("pytest refused its arguments or settings.", output))
    if len(story.outcomes) < (story.collected or 0):
        ran = f"Only {len(story.outcomes)} of {story.collected} tests ran."
        raise RunnerFailure("baseline-failed", with_output(ran, output))


def collecting_problems(story: SuiteStory) -> str:
    problems = []
    for failure in story.failures[:NAMED_TESTS]:
        place = "" if failure.file is None else f" ({failure.file}:{failure.line})"
        problems.append(f"{failure.id}: {failure.exception}: {one_line(failure.message)}{place}")
    return "\n".join(["pytest could not collect the tests:", *problems])


def with_output(message: str, output_path: str) -> str:
    output: dict[str, Any] | None = captured_output(output_path)
    if output is None:
        return message
    text = (str(output["head"]) + str(output["tail"])).strip()
    return f"{message}\n{shortened(text[-1500:], 1500)}"
