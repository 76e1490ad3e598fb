"""A plan that is cut and merged again gives what one run gives, and nothing less than all of its parts will do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Sequence

import pytest

from measured_project import RUNNER, MeasuredProject, PackMutant, Record, load_pack
from tinybug_runner.failure import RunnerFailure
from tinybug_runner.parts.cut_plan import cut_plan
from tinybug_runner.parts.expected_cost import START_MS, expected_cost_ms
from tinybug_runner.parts.merge_reports import merge_reports
from tinybug_runner.parts.part_report import Refused, read_part_report
from tinybug_runner.plan import MutantsPlan, parse_plan

COST_IN_THE_SERVICE = Path(__file__).resolve().parents[2] / "service" / "planning" / "expected-cost.ts"


def plan_of(costs: list[float], files: int = 2) -> Record:
    return {
        "version": 1,
        "kind": "mutants",
        "runId": "r",
        "jobId": "j",
        "pytestArguments": [],
        "workers": 1,
        "files": [{"path": f"{number}.py", "sha256": "0" * 64} for number in range(files)],
        "tests": [{"id": f"t{index}", "cpuMs": cost, "wallMs": 1, "isFlaky": False} for index, cost in enumerate(costs)],
        "mutants": [mutant(index, f"{index % files}.py") for index in range(len(costs))],
        "timeout": {"factor": 4, "constantMs": 1000, "idleMs": 5000},
    }


def mutant(index: int, path: str) -> Record:
    return {
        "id": f"{index:016x}",
        "path": path,
        "byteRange": [0, 1],
        "original": "1",
        "replacement": "2",
        "static": False,
        "coverageLines": [1, 1],
        "tests": [index],
    }


def ids_of(part: Record) -> list[int]:
    return [int(planned["id"], 16) for planned in part["mutants"]]


def parsed(value: Record) -> MutantsPlan:
    plan = parse_plan(value)
    assert isinstance(plan, MutantsPlan)
    return plan


def test_parts_cost_about_the_same_and_keep_the_order_of_the_plan() -> None:
    # With 10 ms and half of the tests each: 15, 1010, 25, 500 and 510 ms.
    parts = cut_plan(plan_of([10, 2000, 30, 980, 1000]), 2)
    assert [ids_of(part) for part in parts] == [[1, 2], [0, 3, 4]]
    assert parts == cut_plan(plan_of([10, 2000, 30, 980, 1000]), 2)


def test_each_part_is_a_plan_that_knows_what_it_is_a_part_of() -> None:
    value = plan_of([1, 2, 3])
    parts = [parsed(part).part for part in cut_plan(value, 3)]
    assert [(part.number, part.count) for part in parts if part is not None] == [(1, 3), (2, 3), (3, 3)]
    laid_out_otherwise = json.loads(json.dumps({key: value[key] for key in sorted(value, reverse=True)}, indent=2))
    assert cut_plan(laid_out_otherwise, 3) == cut_plan(value, 3)
    assert cut_plan({**value, "workers": 2}, 3)[0]["part"] != cut_plan(value, 3)[0]["part"]


def test_a_plan_of_few_mutants_has_parts_without_any() -> None:
    assert [ids_of(part) for part in cut_plan(plan_of([1]), 3)] == [[0], [], []]


def test_parts_and_baselines_are_not_cut() -> None:
    value = plan_of([1, 2])
    with pytest.raises(RunnerFailure, match="The plan is part 2 of 2 of another one"):
        cut_plan(cut_plan(value, 2)[1], 2)
    baseline = {key: value[key] for key in ("version", "runId", "jobId", "pytestArguments", "workers", "files")}
    with pytest.raises(RunnerFailure, match="this one is a baseline"):
        cut_plan({**baseline, "kind": "baseline", "repeats": 1}, 2)


def test_the_cost_of_a_mutant_is_that_of_the_service() -> None:
    plan = parsed(plan_of([7]))
    assert expected_cost_ms(plan.mutants[0], plan.tests) == START_MS + 3.5
    source = COST_IN_THE_SERVICE.read_text("utf-8")
    assert f"const START_MS = {START_MS};" in source
    assert "START_MS + coveredBy.reduce((sum, index) => sum + (tests[index]?.cpuMs ?? 0), 0) / 2" in source


PLAN = plan_of([4, 3, 2, 1])


def report_of(part: Record) -> list[Record]:
    paths = sorted({planned["path"] for planned in part["mutants"]})
    versions = {"runnerVersion": "1", "pythonVersion": "3.13.0", "pytestVersion": "8.0", "platform": "linux"}
    return [
        {"type": "started", "version": 1, **versions, "part": part["part"]},
        *({"type": "canary", "path": path, "isCaught": True} for path in paths),
        *({"type": "result", "result": {"mutantId": planned["id"]}} for planned in reversed(part["mutants"])),
        {"type": "finished", "cpuMs": 1.25, "wallMs": 2},
    ]


def merged(folder: Path, reports: list[list[Record]], plan: Record = PLAN) -> list[Record]:
    read = []
    for number, records in enumerate(reports):
        path = folder / f"report-{number}"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        read.append(read_part_report(str(path)))
    return merge_reports(plan, read)


def test_the_merged_report_has_the_order_of_the_plan_and_the_sums_of_the_times(tmp_path: Path) -> None:
    reports = [report_of(part) for part in cut_plan(PLAN, 2)]
    records = merged(tmp_path, reports[::-1])
    assert "part" not in records[0]
    assert [record["path"] for record in records if record["type"] == "canary"] == ["0.py", "1.py"]
    ids = [record["result"]["mutantId"] for record in records if record["type"] == "result"]
    assert ids == [planned["id"] for planned in PLAN["mutants"]]
    assert records[-1] == {"type": "finished", "cpuMs": 2.5, "wallMs": 4}


def test_a_canary_is_caught_only_where_every_part_has_noticed_it(tmp_path: Path) -> None:
    plan = plan_of([4, 3, 2, 1], files=1)
    reports = [report_of(part) for part in cut_plan(plan, 2)]
    reports[1][1].update(isCaught=False, reason="no test noticed")
    canaries = [record for record in merged(tmp_path, reports, plan) if record["type"] == "canary"]
    assert canaries == [{"type": "canary", "path": "0.py", "isCaught": False, "reason": "no test noticed"}]


def other_way(reports: list[list[Record]]) -> None:
    reports[1] = report_of(cut_plan(PLAN, 3)[1])


def other_plan(reports: list[list[Record]]) -> None:
    reports[1] = report_of(cut_plan({**PLAN, "jobId": "other"}, 2)[1])


def failed(reports: list[list[Record]]) -> None:
    reports[1][-1:] = [{"type": "failed", "code": "disk-full", "message": "The disk is full."}]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda reports: reports.pop(), r"Of 2 parts, 2 is missing\."),
        (lambda reports: reports.append(reports[0]), r"There are two reports of part 1 of 2"),
        (other_way, r"cut in two ways: there are part 1 of 2 .* and part 2 of 3"),
        (other_plan, r"part 2 of 2 .* is of another plan\."),
        (lambda reports: reports[1].pop(), r"part 2 of 2 .* is not whole"),
        (lambda reports: reports[1].append(reports[1][-1]), r"part 2 of 2 .* goes on after its end"),
        (failed, r"The run of part 2 of 2 .* failed: The disk is full\."),
        (lambda reports: reports[1].pop(-2), r"part 2 of 2 .* has no result for 1 of 2 mutants"),
        (lambda reports: reports[1].insert(2, reports[0][-2]), r"which is not of it"),
        (lambda reports: reports[1].insert(2, reports[1][-2]), r"has two results for the mutant"),
        (lambda reports: reports[1].insert(2, {"type": "collected", "tests": 1}), r"record of type 'collected'"),
        (lambda reports: reports[1].insert(2, {"type": "result"}), r"is not one of this runner"),
        (lambda reports: reports[1][0].pop("part"), r"is not of a part of a plan"),
        (lambda reports: reports[1].pop(0), r"has no beginning"),
        (lambda reports: reports[1][0].update(pythonVersion="3.12.0"), r"differ in Python: 3\.13\.0 in .*, 3\.12\.0"),
    ],
)
def test_reports_that_do_not_make_one_are_refused(
    tmp_path: Path, spoil: Callable[[list[list[Record]]], Any], sentence: str
) -> None:
    reports = [report_of(part) for part in cut_plan(PLAN, 2)]
    spoil(reports)
    with pytest.raises(Refused, match=sentence):
        merged(tmp_path, reports)


@pytest.mark.parametrize("text", [b'{"type": "sta', b"[]\n", b"\xff\n"])
def test_a_damaged_report_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "report").write_bytes(text)
    with pytest.raises(Refused, match="damaged in line 1|is not UTF-8"):
        read_part_report(str(tmp_path / "report"))


def runner(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, str(RUNNER), *arguments], capture_output=True, text=True, check=False)


def without_times(record: Record, mutants: Sequence[PackMutant]) -> Record:
    """Also without the killing test where more than one notices the mutant: the first is then a matter of order."""
    result = dict(record["result"])
    if result["killedBy"] and not isinstance(mutants[int(result["mutantId"], 16)].killedBy, str):
        return {"mutantId": result["mutantId"], "status": result["status"]}
    evidence = result.pop("evidence")
    killing = re.sub("0x[0-9a-f]+", "0x…", json.dumps(evidence.get("killingTest")))
    return {**result, "killingTest": killing, "testsPlanned": evidence["testsPlanned"]}


def test_one_run_and_three_parts_merged_agree_on_every_mutant(tmp_path: Path) -> None:
    project = MeasuredProject(load_pack("killed-and-survived"), tmp_path)
    plan = project.mutants_plan(project.baseline(), project.pack.mutants)
    whole = project.run(plan)
    place = tmp_path / "whole.json"
    place.write_text(json.dumps(plan), "utf-8")
    cut = runner("cut", str(place), "--parts", "3", "--output", str(tmp_path / "parts"))
    assert (cut.returncode, cut.stderr) == (0, "")
    reports = []
    for number, path in enumerate(cut.stdout.split()):
        records = project.run(json.loads(Path(path).read_text("utf-8")))
        assert records[0]["part"]["number"] == number + 1
        reports.append(str(project.report.rename(tmp_path / f"report-{number}")))
    output = tmp_path / "merged"
    missing = runner("merge", str(place), *reports[1:], "--output", str(output))
    assert missing.returncode == 3
    assert re.search("Of 3 parts, 1 is missing", missing.stderr)
    assert not output.exists()
    done = runner("merge", str(place), *reports, "--output", str(output))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert records[0] == whole[0]
    assert {json.dumps(record) for record in records if record["type"] == "canary"} == {
        json.dumps(record) for record in whole if record["type"] == "canary"
    }
    order = [planned["id"] for planned in plan["mutants"]]
    before, after = (
        [without_times(record, project.pack.mutants) for record in found if record["type"] == "result"]
        for found in (whole, records)
    )
    assert after == sorted(before, key=lambda result: order.index(result["mutantId"]))
    assert {result["status"] for result in after} > {"Killed", "Survived"}
    assert any("killingTest" in result for result in after)
    assert records[-1]["type"] == "finished"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["cut", "nowhere.json", "--parts", "2", "--output", "x"], 1, "The plan nowhere.json cannot be read"),
        (["cut", "nowhere.json", "--parts", "0", "--output", "x"], 2, "'0' is not a whole number of at least 1"),
        (["merge", "nowhere.json", "report", "--output", "x"], 1, "The plan nowhere.json cannot be read"),
        (["merge", "nowhere.json", "--output", "x"], 2, "REPORT"),
        (["--plan", "plan.json"], 2, "--plan and --report are needed"),
        ([], 2, "--plan and --report are needed"),
    ],
)
def test_wrong_calls_have_their_exit_code_and_a_sentence(arguments: list[str], code: int, sentence: str) -> None:
    found = runner(*arguments)
    assert found.returncode == code
    assert sentence in found.stderr
