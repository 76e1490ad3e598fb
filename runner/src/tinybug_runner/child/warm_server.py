"""A process that has collected the tests and forks itself for each mutant, in which code is then exchanged."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from .events import cpu_seconds
from .fork_safety import possessions, reason_against_serving
from .line_tracer import IsTraced, LineTracer
from .measured_files import LineSet, MeasuredFiles
from .server_parts import ServerParts
from .swap.live_code import LiveCode
from .swap.swappable_file import SwappableFile
from .warm_process import WarmProcess

MODULE = "<module>"


class WarmServer:
    def __init__(self, parts: ServerParts) -> None:
        self._parts = parts
        self._job = parts.job
        self._files = MeasuredFiles(parts.job.root, parts.job.files)
        self._before = possessions()
        self._import_lines: LineSet = set()
        self._tracer: LineTracer | None = None

    def watch_imports(self, tracer: LineTracer) -> None:
        """What functions, and classes that they make, run before any test does needs a fresh import."""
        self._tracer = tracer
        tracer.record_into(self._import_lines)
        tracer.start()

    def is_function(self) -> IsTraced:
        return lambda code: code.co_name != MODULE and self._files.path_of(code.co_filename) is not None

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_load_initial_conftests(self) -> Iterator[None]:
        self._before = possessions()
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self._tracer is not None:
            self._tracer.stop()
        codes = os.path.join(self._job.folder, "codes")
        self._parts.codes.save(codes)
        self._parts.channel.tell(codes=codes)
        reason = reason_against_serving(session, os.path.join(self._job.folder, "tmp"), self._before)
        if reason is not None:
            self._parts.channel.tell(unfit=reason)
            return True
        files = self._swappable_files()
        items = {self._parts.names.of(item): item for item in session.items}
        for item in session.items:
            _ = item.location  # Found once here, where each forked process would look for it again.
        self._parts.outcomes.know_files(loaded_files())
        gc.collect()
        gc.freeze()
        self._tell_ready(list(items), files)
        job = self._parts.channel.serve()
        if job is not None:
            WarmProcess(self._parts, items).run_and_exit(session, job, files)
        return True

    def _swappable_files(self) -> dict[str, SwappableFile]:
        live = LiveCode(self._files)
        found = {}
        for path in self._job.files:
            filename = live.filename(path)
            if filename is None:
                continue
            try:
                with open(os.path.join(self._job.root, path), "rb") as file:
                    found[path] = SwappableFile(path, filename, file.read(), live)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return found

    def _tell_ready(self, tests: list[str], files: dict[str, SwappableFile]) -> None:
        import_lines = self._files.ranges(self._import_lines)
        self._parts.channel.tell(
            ready={
                "tests": tests,
                "cpuMs": cpu_seconds() * 1000,
                "files": {path: described(file, import_lines.get(path, [])) for path, file in files.items()},
            }
        )


def loaded_files() -> list[str]:
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return [file for file in files if isinstance(file, str)]


def described(file: SwappableFile, import_lines: list[list[int]]) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(file.source).hexdigest(),
        "functions": [[function.region.body_start, function.region.end] for function in file.functions],
        "importLines": import_lines,
    }
