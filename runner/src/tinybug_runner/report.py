"""The report, as in `shared/runner-report.ts`: a record a line, flushed as it arises."""

from __future__ import annotations

import errno
import json
import os
import platform
import sys
from typing import IO, Any

from . import CONTRACT_VERSION, __version__
from .failure import RunnerFailure
from .plain_text import storable
from .plan import PlanPart

Record = dict[str, Any]


class Report:
    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        try:
            self._file: IO[str] = open(self._path, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
        except OSError as error:
            raise RunnerFailure(
                "internal", f"The report {path} cannot be written: {error.strerror or error}."
            ) from error

    def descriptors(self) -> list[int]:
        """Those that a forked process has no use for."""
        return [self._file.fileno()]

    def write(self, record: Record) -> None:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        try:
            self._file.write(storable(line) + "\n")
            self._file.flush()
        except OSError as error:
            code = "disk-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "internal"
            raise RunnerFailure(
                code, f"The report {self._path} cannot be written: {error.strerror or error}."
            ) from error

    def started(self, pytest_version: str, part: PlanPart | None) -> None:
        record: Record = {
            "type": "started",
            "version": CONTRACT_VERSION,
            "runnerVersion": __version__,
            "pythonVersion": platform.python_version(),
            "pytestVersion": pytest_version,
            "platform": sys.platform,
        }
        self.write(record if part is None else {**record, "part": part.to_json()})

    def collected(self, tests: int) -> None:
        self.write({"type": "collected", "tests": tests})

    def import_lines(self, lines: Record, entered: Record) -> None:
        self.write({"type": "import-lines", "lines": lines, "entered": entered})

    def flaky(self, runs: int, ids: list[str]) -> None:
        self.write({"type": "flaky", "runs": runs, "ids": ids})

    def baseline_known(self, run_id: str) -> None:
        self.write({"type": "baseline-known", "runId": run_id})

    def canary(self, path: str, is_caught: bool, reason: str) -> None:
        record: Record = {"type": "canary", "path": path, "isCaught": is_caught}
        self.write({**record, "reason": reason} if reason else record)

    def notice(self, message: str) -> None:
        """What whoever reads the results should know about how they came about."""
        self.write({"type": "notice", "message": message})

    def result(self, result: Record) -> None:
        self.write({"type": "result", "result": result})

    def failed(self, code: str, message: str) -> None:
        self.write({"type": "failed", "code": code, "message": message})

    def finished(self, cpu_ms: float, wall_ms: float) -> None:
        self.write({"type": "finished", "cpuMs": cpu_ms, "wallMs": wall_ms})

    def close(self) -> None:
        self._file.close()
