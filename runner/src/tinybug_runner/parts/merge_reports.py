"""Makes the report of the whole plan from those of its parts, or refuses to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..plan import MutantsPlan
from .cut_plan import cut_mutants, digest_of, whole_plan
from .part_report import PartReport, Record, Refused

SAME_EVERYWHERE = {
    "version": "the contract",
    "runnerVersion": "the runner",
    "pythonVersion": "Python",
    "pytestVersion": "pytest",
    "platform": "the platform",
}


def merge_reports(value: Any, reports: list[PartReport]) -> list[Record]:
    """
    What one run gives: each notice once, a canary per file, caught only where every part that had the file noticed it,
    then the results in the plan's order. `finished` has the sums of all parts: time that was worked, and not that
    anyone has waited.
    """
    plan = whole_plan(value)
    parts = check_parts(digest_of(value), reports)
    check_mutants(plan, parts)
    check_surroundings(parts)
    results = {mutant: record for part in parts for mutant, record in part.results.items()}
    finished = {key: round(sum(part.finished[key] for part in parts), 3) for key in ("cpuMs", "wallMs")}
    return [
        {key: value for key, value in parts[0].started.items() if key != "part"},
        *merged_notices(parts),
        *merged_canaries(plan, parts),
        *(results[mutant.id] for mutant in plan.mutants),
        {"type": "finished", **finished},
    ]


def check_parts(digest: str, reports: list[PartReport]) -> list[PartReport]:
    """In their order."""
    count = reports[0].part.count
    found: dict[int, PartReport] = {}
    for report in reports:
        if report.part.plan_sha256 != digest:
            raise Refused(f"The report of {report.name} is of another plan.")
        if report.part.count != count:
            raise Refused(f"The plan was cut in two ways: there are {reports[0].name} and {report.name}.")
        if report.part.number in found:
            raise Refused(f"There are two reports of {found[report.part.number].name}; the other is {report.path}.")
        found[report.part.number] = report
    missing = [str(number) for number in range(1, count + 1) if number not in found]
    if missing:
        are = "are" if len(missing) > 1 else "is"
        raise Refused(f"Of {count} parts, {', '.join(missing)} {are} missing.")
    return [found[number] for number in sorted(found)]


def check_mutants(plan: MutantsPlan, parts: list[PartReport]) -> None:
    """Each part has one result for each of its mutants, and none for any other."""
    for part, positions in zip(parts, cut_mutants(plan, len(parts))):
        expected = [plan.mutants[position].id for position in positions]
        foreign = sorted(part.results.keys() - set(expected))
        if foreign:
            raise Refused(f"The report of {part.name} has a result for the mutant {foreign[0]}, which is not of it.")
        left_out = [mutant for mutant in expected if mutant not in part.results]
        if left_out:
            count = f"{len(left_out)} of {len(expected)} mutants"
            raise Refused(f"The report of {part.name} has no result for {count}, {left_out[0]} among them.")


def check_surroundings(parts: list[PartReport]) -> None:
    for part in parts[1:]:
        for key, name in SAME_EVERYWHERE.items():
            here, there = parts[0].started.get(key), part.started.get(key)
            if here != there:
                raise Refused(f"The parts differ in {name}: {here} in {parts[0].name}, {there} in {part.name}.")


def merged_notices(parts: Iterable[PartReport]) -> list[Record]:
    by_message = {notice["message"]: notice for part in parts for notice in part.notices}
    return list(by_message.values())


def merged_canaries(plan: MutantsPlan, parts: Iterable[PartReport]) -> list[Record]:
    by_path: dict[str, list[Record]] = {}
    for part in parts:
        for canary in part.canaries:
            by_path.setdefault(canary["path"], []).append(canary)
    order = {file.path: position for position, file in enumerate(plan.files)}
    return [merged_canary(by_path[path]) for path in sorted(by_path, key=lambda path: (order.get(path, -1), path))]


def merged_canary(canaries: list[Record]) -> Record:
    """The first that was not noticed says why."""
    return next((canary for canary in canaries if not canary["isCaught"]), canaries[0])
