"""A copy of a pack, and the real runner as its own process on it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Union

from code_place import Confinement, code_place, confinement, encoding_of

RUNNER = Path(__file__).resolve().parent.parent / "src"
FORKING_AT_IMPORTS = Path(__file__).resolve().parent / "forking_at_imports.py"
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
    killedBy: Union[str, List[str], None] = None  # noqa: N815
    """Where several tests notice it, any of them may have been the first."""
    reason: Optional[str] = None
    exception: Optional[str] = None
    phase: Optional[str] = None
    why: str = ""
    """How the fate follows, where that is not plain."""
    python: str = ""
    """As `requires-python`: where this is the fate."""
    knownFailure: Optional[str] = None  # noqa: N815
    """Why the runner does not find this fate yet; as soon as it does, the pack fails until this is taken away."""


@dataclass
class Pack:
    folder: Path
    files: List[str]
    mutants: List[PackMutant]
    pytestArguments: List[str] = field(default_factory=list)  # noqa: N815
    repeats: int = 1
    timeout: Dict[str, float] = field(default_factory=lambda: {"factor": 4, "constantMs": 3000, "idleMs": 5000})
    requires: List[str] = field(default_factory=list)
    """Modules of plugins; of those parted by `|`, one is enough. Without any, no plugin is loaded."""
    python: str = ""
    platforms: List[str] = field(default_factory=list)
    workers: int = 2
    notice: Optional[str] = None
    """A pattern of what the report has to say about the run; without it, there is nothing."""
    isPlannedBackwards: bool = False  # noqa: N815
    """The tests of a mutant are planned in an order that is not the suite's."""
    environment: Dict[str, str] = field(default_factory=dict)
    memoryMb: Optional[int] = None  # noqa: N815
    knownFailure: Optional[str] = None  # noqa: N815

    @property
    def name(self) -> str:
        return self.folder.name

    def reason_to_skip(self) -> str:
        if not is_for_this_python(self.python):
            return f"for Python {self.python}"
        if self.platforms and sys.platform not in self.platforms:
            return f"for {', '.join(self.platforms)}"
        missing = [names for names in self.requires if not any(map(is_installed, names.split("|")))]
        return f"{', '.join(missing)} is not installed" if missing else ""


def is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def is_for_this_python(specifier: str) -> bool:
    clauses = re.findall(r"(>=|<)(\d+)\.(\d+)", specifier)
    return all(
        (sys.version_info >= version) == (operator == ">=")
        for operator, *parts in clauses
        for version in [tuple(map(int, parts))]
    )


def load_packs() -> List[Pack]:
    return [load_pack(file.parent.name) for file in sorted(PACKS.glob("*/pack.json"))]


def load_pack(name: str) -> Pack:
    folder = PACKS / name
    value = json.loads((folder / "pack.json").read_text("utf-8"))
    mutants = [PackMutant(**mutant) for mutant in value.pop("mutants")]
    here = [mutant for mutant in mutants if is_for_this_python(mutant.python)]
    return Pack(folder=folder, mutants=here, **value)


class MeasuredProject:
    def __init__(self, pack: Pack, place: Path, *, is_forking_at_imports: bool = False) -> None:
        self.pack = pack
        self.root = place / "project"
        self.place = place
        self.temporary = place / "tmp"
        self.runner = [sys.executable, str(RUNNER)]
        """Started with these words."""
        if is_forking_at_imports:
            self.runner = [sys.executable, str(FORKING_AT_IMPORTS)]
        shutil.copytree(pack.folder, self.root, ignore=shutil.ignore_patterns(*NOT_COPIED))

    def plan(self, kind: str, **more: Any) -> Record:
        return {
            "version": 1,
            "kind": kind,
            "runId": "a-run",
            "jobId": "a-job",
            "pytestArguments": self.pack.pytestArguments,
            "workers": self.pack.workers,
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
        self.dependencies = next((record for record in baseline if record["type"] == "dependencies"), None)
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
            **({} if self.pack.memoryMb is None else {"memoryMb": self.pack.memoryMb}),
        )

    def _planned(self, mutant: PackMutant, index: int, tests: Sequence[Record]) -> Record:
        source = (self.root / mutant.path).read_bytes()
        original = mutant.original.encode(encoding_of(source))
        start = -1
        for _ in range(mutant.occurrence + 1):
            start = source.index(original, start + 1)
        is_static, line, last = code_place(source, start, start + len(original))
        covering = [number for number, test in enumerate(tests) if covers(test, mutant.path, line, last)]
        if covers(self.import_lines, mutant.path, line, last) or (is_static and covering):
            covering = list(range(len(tests)))  # What runs while modules are imported may be noticed by any test.
        confined = confinement(source, start, start + len(original), mutant.replacement)
        shown = None if confined is None else self._shown_to(mutant.path, confined, tests)
        covering = covering if shown is None else shown
        if self.pack.isPlannedBackwards:
            covering.reverse()
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

    def _shown_to(self, path: str, confined: Confinement, tests: Sequence[Record]) -> Optional[List[int]]:
        """The tests that a mutant is shown to by one function alone; None where these may be all."""
        first, last = confined.first, confined.last
        if covers(self.import_lines, path, first, last, "entered"):
            return None
        entering = {number for number, test in enumerate(tests) if covers(test, path, first, last, "entered")}
        executing = {number for number, test in enumerate(tests) if covers(test, path, first, last)}
        if covers(self.import_lines, path, first, last) and executing - entering:
            return None  # A test imports the file by itself.
        if not confined.is_default:
            return sorted(entering)
        record = self.dependencies
        if record is None or record["shared"]["isUnbounded"]:
            return None
        if covers(record["shared"], path, first, last, "readDefaults"):
            return None
        modules = [record["modules"][record["tests"][test["id"]]] for test in tests]
        looking = {
            number
            for number, module in enumerate(modules)
            if module["isUnbounded"] or covers(module, path, first, last, "readDefaults")
        }
        return sorted(entering | looking)

    def measure(self, mutants: Sequence[PackMutant]) -> List[Record]:
        return self.run(self.mutants_plan(self.baseline(), mutants))

    def start(self, plan: Record, *options: str, flags: Sequence[str] = (), **popen: Any) -> "subprocess.Popen[bytes]":
        plan_file, self.report = self.place / "plan.json", self.place / "report.ndjson"
        plan_file.write_text(json.dumps(plan), "utf-8")
        files = ["--plan", str(plan_file), "--report", str(self.report)]
        command = [self.runner[0], *flags, *self.runner[1:], *files, *options]
        environment = {**clean_environment(), **self.environment(), **self.pack.environment}
        return subprocess.Popen(command, cwd=self.root, **{"env": environment, **popen})

    def environment(self) -> Dict[str, str]:
        """Marks whatever is started, and leaves out plugins of the environment that the pack has no use for."""
        self.temporary.mkdir(exist_ok=True)
        own = {"TMPDIR": str(self.temporary), "PLACE_OF_PACK": str(self.place)}
        return own if self.pack.requires else {**own, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

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


def covers(record: Record, path: str, first: int, last: int, key: str = "lines") -> bool:
    return any(start <= last and first <= end for start, end in record[key].get(path, []))


def results_of(records: Sequence[Record]) -> List[Record]:
    results = [record["result"] for record in records if record["type"] == "result"]
    return sorted(results, key=lambda result: str(result["mutantId"]))


def only(records: Sequence[Record], kind: str) -> Record:
    found = [record for record in records if record["type"] == kind]
    assert len(found) == 1, records
    return found[0]


def tree_of(folder: Path) -> Dict[str, bytes]:
    paths = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in paths}


def processes_of(place: Path) -> List[str]:
    """Those that were started for a pack and still run, where the system tells about environments."""
    mark = f"PLACE_OF_PACK={place}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found
