"""A copy of a pack, and the real runner as its own process on it."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

RUNNER = Path(__file__).resolve().parent.parent / "src"
PACKS = Path(__file__).resolve().parent / "packs"
NOT_COPIED = ("pack.json", "README.md", "__pycache__")

Record = Dict[str, Any]


@dataclass
class PackMutant:
    """A mutant of a pack, with the fate that was worked out by hand."""

    path: str
    original: str
    replacement: str
    status: str
    occurrence: int = 0
    killedBy: Optional[str] = None  # noqa: N815
    reason: Optional[str] = None
    exception: Optional[str] = None
    phase: Optional[str] = None


@dataclass
class Pack:
    folder: Path
    files: List[str]
    mutants: List[PackMutant]
    pytestArguments: List[str] = field(default_factory=list)  # noqa: N815
    repeats: int = 1
    timeout: Dict[str, float] = field(default_factory=lambda: {"factor": 4, "constantMs": 3000, "idleMs": 5000})
    requires: List[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.folder.name


def load_packs() -> List[Pack]:
    return [load_pack(file.parent.name) for file in sorted(PACKS.glob("*/pack.json"))]


def load_pack(name: str) -> Pack:
    folder = PACKS / name
    value = json.loads((folder / "pack.json").read_text("utf-8"))
    mutants = [PackMutant(**mutant) for mutant in value.pop("mutants")]
    return Pack(folder=folder, mutants=mutants, **value)


class MeasuredProject:
    def __init__(self, pack: Pack, place: Path, workers: int = 2) -> None:
        self.pack = pack
        self.workers = workers
        self.root = place / "project"
        self.place = place
        shutil.copytree(pack.folder, self.root, ignore=shutil.ignore_patterns(*NOT_COPIED))

    def plan(self, kind: str, **more: Any) -> Record:
        return {
            "version": 1,
            "kind": kind,
            "runId": "a-run",
            "jobId": "a-job",
            "pytestArguments": self.pack.pytestArguments,
            "workers": self.workers,
            "files": [{"path": path, "sha256": self._sha256(path)} for path in self.pack.files],
            **more,
        }

    def _sha256(self, path: str) -> str:
        return hashlib.sha256((self.root / path).read_bytes()).hexdigest()

    def baseline_plan(self) -> Record:
        return self.plan("baseline", repeats=self.pack.repeats)

    def baseline(self) -> List[Record]:
        return self.run(self.baseline_plan())

    def mutants_plan(self, baseline: Sequence[Record], mutants: Sequence[PackMutant]) -> Record:
        tests = [record for record in baseline if record["type"] == "test"]
        self.import_lines = only(baseline, "import-lines")
        flaky = {test for record in baseline if record["type"] == "flaky" for test in record["ids"]}
        planned = [
            {"id": test["id"], "cpuMs": test["cpuMs"], "wallMs": test["wallMs"], "isFlaky": test["id"] in flaky}
            for test in tests
        ]
        return self.plan(
            "mutants",
            tests=planned,
            mutants=[self._planned(mutant, index, tests) for index, mutant in enumerate(mutants)],
            timeout=self.pack.timeout,
        )

    def _planned(self, mutant: PackMutant, index: int, tests: Sequence[Record]) -> Record:
        source = (self.root / mutant.path).read_bytes()
        original = mutant.original.encode(encoding_of(source))
        start = -1
        for _ in range(mutant.occurrence + 1):
            start = source.index(original, start + 1)
        line = source.count(b"\n", 0, start) + 1
        last = line + mutant.original.count("\n")
        is_static = not is_inside_function(source, line)
        # What runs while modules are imported may be noticed by any test.
        is_for_all = is_static or covers(self.import_lines, mutant.path, line, last)
        covering = [number for number, test in enumerate(tests) if is_for_all or covers(test, mutant.path, line, last)]
        return {
            "id": f"{index:016x}",
            "path": mutant.path,
            "byteRange": [start, start + len(original)],
            "original": mutant.original,
            "replacement": mutant.replacement,
            "static": is_static,
            "coverageLines": [line, last],
            "tests": covering,
        }

    def measure(self, mutants: Sequence[PackMutant]) -> List[Record]:
        return self.run(self.mutants_plan(self.baseline(), mutants))

    def start(self, plan: Record, *options: str, flags: Sequence[str] = (), **popen: Any) -> "subprocess.Popen[bytes]":
        plan_file, self.report = self.place / "plan.json", self.place / "report.ndjson"
        plan_file.write_text(json.dumps(plan), "utf-8")
        command = [sys.executable, *flags, str(RUNNER), "--plan", str(plan_file), "--report", str(self.report), *options]
        return subprocess.Popen(command, cwd=self.root, **{"env": clean_environment(), **popen})

    def run(self, plan: Record) -> List[Record]:
        process = self.start(plan, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors.decode()
        assert errors == b""
        return self.records()

    def records(self) -> List[Record]:
        return [json.loads(line) for line in self.report.read_text("utf-8").splitlines()]


def clean_environment() -> Dict[str, str]:
    """As if started from a shell, and not from the tests of this package."""
    ours = ("PYTEST_", "TINYBUG_", "PYTHONPATH", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "COV_CORE", "HYPOTHESIS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def encoding_of(source: bytes) -> str:
    return tokenize.detect_encoding(io.BytesIO(source).readline)[0]


def is_inside_function(source: bytes, line: int) -> bool:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(
        isinstance(node, functions) and node.body[0].lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(ast.parse(source))
    )


def covers(test: Record, path: str, first: int, last: int) -> bool:
    return any(start <= last and first <= end for start, end in test["lines"].get(path, []))


def results_of(records: Sequence[Record]) -> List[Record]:
    results = [record["result"] for record in records if record["type"] == "result"]
    return sorted(results, key=lambda result: str(result["mutantId"]))


def only(records: Sequence[Record], kind: str) -> Record:
    found = [record for record in records if record["type"] == kind]
    assert len(found) == 1, records
    return found[0]


def tree_of(folder: Path) -> Dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in sorted(folder.rglob("*"))
    }
