"""The plan, as in `shared/runner-plan.ts`: read strictly, with errors that name the place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Union

from . import CONTRACT_VERSION
from .failure import RunnerFailure
from .json_fields import Fields, InvalidPlan, text, whole

SHA256 = re.compile(r"[0-9a-f]{64}")
MUTANT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class PlannedFile:
    path: str
    sha256: str


@dataclass(frozen=True)
class PlannedTest:
    id: str
    cpu_ms: float
    wall_ms: float
    is_flaky: bool


@dataclass(frozen=True)
class PlannedMutant:
    id: str
    path: str
    byte_range: tuple[int, int]
    original: str
    replacement: str
    is_static: bool
    coverage_lines: tuple[int, int]
    tests: tuple[int, ...]


@dataclass(frozen=True)
class TimeoutRule:
    factor: float
    constant_ms: float
    idle_ms: float


@dataclass(frozen=True)
class PlanPart:
    """Which part of a plan this is, where one was cut."""

    plan_sha256: str
    number: int
    """From 1."""
    count: int

    def to_json(self) -> dict[str, Any]:
        return {"planSha256": self.plan_sha256, "number": self.number, "count": self.count}


@dataclass(frozen=True)
class PlanBase:
    run_id: str
    job_id: str
    pytest_arguments: tuple[str, ...]
    workers: int
    files: tuple[PlannedFile, ...]


@dataclass(frozen=True)
class KnownBaseline:
    """Of an earlier run: holds as long as nothing of this has changed."""

    run_id: str
    environment: str
    collection: str
    files: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class BaselinePlan(PlanBase):
    repeats: int
    known: KnownBaseline | None


@dataclass(frozen=True)
class MutantsPlan(PlanBase):
    tests: tuple[PlannedTest, ...]
    mutants: tuple[PlannedMutant, ...]
    timeout: TimeoutRule
    memory_mb: int | None = None
    """What a mutant may use; None where that follows from what the tests need without any."""
    part: PlanPart | None = None


Plan = Union[BaselinePlan, MutantsPlan]


def project_path(value: str, where: str) -> str:
    if not value or value.startswith("/") or re.match("[A-Za-z]:", value) or "\\" in value or "\0" in value:
        raise InvalidPlan(where, "must be a relative path with forward slashes")
    if ".." in value.split("/"):
        raise InvalidPlan(where, "must not leave the project")
    return value


def read_file(value: Any, where: str) -> PlannedFile:
    fields = Fields(value, where)
    file = PlannedFile(
        path=project_path(fields.text("path"), fields.place("path")),
        sha256=fields.text("sha256", SHA256.pattern),
    )
    fields.end()
    return file


def read_test(value: Any, where: str) -> PlannedTest:
    fields = Fields(value, where)
    test = PlannedTest(
        id=fields.text("id"),
        cpu_ms=fields.number("cpuMs"),
        wall_ms=fields.number("wallMs"),
        is_flaky=fields.flag("isFlaky"),
    )
    fields.end()
    return test


def read_mutant(value: Any, where: str) -> PlannedMutant:
    fields = Fields(value, where)
    mutant = PlannedMutant(
        id=fields.text("id", MUTANT_ID.pattern),
        path=project_path(fields.text("path"), fields.place("path")),
        byte_range=fields.pair("byteRange", 0),
        original=fields.text("original"),
        replacement=fields.text("replacement"),
        is_static=fields.flag("static"),
        coverage_lines=fields.pair("coverageLines", 1),
        tests=fields.each("tests", whole),
    )
    fields.end()
    return mutant


def read_timeout(value: Any, where: str) -> TimeoutRule:
    fields = Fields(value, where)
    rule = TimeoutRule(
        factor=fields.number("factor", 1), constant_ms=fields.number("constantMs"), idle_ms=fields.number("idleMs")
    )
    fields.end()
    return rule


def read_part(value: Any, where: str) -> PlanPart:
    fields = Fields(value, where)
    part = PlanPart(
        plan_sha256=fields.text("planSha256", SHA256.pattern),
        number=fields.whole("number", 1),
        count=fields.whole("count", 1),
    )
    fields.end()
    if part.number > part.count:
        raise InvalidPlan(where, f"is number {part.number} of {part.count}")
    return part


def parse_plan(value: Any) -> Plan:
    fields = Fields(value, "")
    kind = fields.text("kind", "baseline|mutants")
    version = fields.whole("version")
    if version != CONTRACT_VERSION:
        raise InvalidPlan("version", f"is {version}, and this runner understands {CONTRACT_VERSION}")
    base: dict[str, Any] = {
        "run_id": fields.text("runId"),
        "job_id": fields.text("jobId"),
        "pytest_arguments": fields.each("pytestArguments", text),
        "workers": fields.whole("workers", 1),
        "files": fields.each("files", read_file),
    }
    plan = read_baseline(fields, base) if kind == "baseline" else read_mutants(fields, base)
    fields.end()
    return plan


def read_baseline(fields: Fields, base: dict[str, Any]) -> BaselinePlan:
    repeats = fields.whole("repeats", 1)
    if repeats > 100:
        raise InvalidPlan("repeats", "must be at most 100")
    known = read_known(fields.take("known"), "known") if fields.has("known") else None
    return BaselinePlan(**base, repeats=repeats, known=known)


def read_known(value: Any, where: str) -> KnownBaseline:
    fields = Fields(value, where)
    known = KnownBaseline(
        run_id=fields.text("runId"),
        environment=fields.text("environment", SHA256.pattern),
        collection=fields.text("collection", SHA256.pattern),
        files=fields.each("files", read_dependency_file),
    )
    fields.end()
    return known


def read_dependency_file(value: Any, where: str) -> tuple[str, str | None]:
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidPlan(where, "must be a path and a SHA-256 or null")
    path, sha256 = text(value[0], f"{where}[0]"), value[1]
    if not 1 <= len(path) <= 4096:
        raise InvalidPlan(f"{where}[0]", "must have 1 to 4096 characters")
    if sha256 is not None and not SHA256.fullmatch(text(sha256, f"{where}[1]")):
        raise InvalidPlan(f"{where}[1]", f"must match {SHA256.pattern}")
    return path, sha256


def read_mutants(fields: Fields, base: dict[str, Any]) -> MutantsPlan:
    plan = MutantsPlan(
        **base,
        tests=fields.each("tests", read_test),
        mutants=fields.each("mutants", read_mutant),
        timeout=read_timeout(fields.take("timeout"), "timeout"),
        memory_mb=fields.optional("memoryMb", lambda value, where: whole(value, where, 1)),
        part=fields.optional("part", read_part),
    )
    paths = {file.path for file in plan.files}
    for index, mutant in enumerate(plan.mutants):
        if mutant.path not in paths:
            raise InvalidPlan(f"mutants[{index}].path", f"names {mutant.path}, which is not among the files")
        if any(test >= len(plan.tests) for test in mutant.tests):
            raise InvalidPlan(f"mutants[{index}].tests", f"points beyond the {len(plan.tests)} tests")
    return plan


def load_plan(path: str) -> Plan:
    return parse_plan(load_plan_value(path))


def load_plan_value(path: str) -> Any:
    """As it stands in the file, unchecked."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise RunnerFailure("internal", f"The plan {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise RunnerFailure("internal", f"The plan {path} is not JSON: {error}.") from error
