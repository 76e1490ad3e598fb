"""Puts the mutant, or a canary, between the file on disk and whatever imports it."""

from __future__ import annotations

import importlib.util
import json
import linecache
import os
import sys
import warnings
from collections.abc import Iterable
from dataclasses import asdict
from types import CodeType
from typing import Any

from ..suite_job import ServedFile, SuiteJob
from .canary import Canary, plant
from .events import EventStream
from .file_serving import FileIdentity, serve


class DoesNotCompile(Exception):
    """It has been told; there is nothing to run."""


def activate_served(job: SuiteJob, events: EventStream) -> Canary | None:
    if job.served is None:
        return None
    if is_any_loaded([job.served.path]):
        events.send("already-loaded")
    return activate_told(job, job.served, events)


def activate_told(job: SuiteJob, served: ServedFile, events: EventStream) -> Canary | None:
    """Raises DoesNotCompile."""
    try:
        return activate(job, served, events)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        events.send("does-not-compile", message=f"{type(error).__name__}: {error}")
        raise DoesNotCompile from error


def activate(job: SuiteJob, served: ServedFile, events: EventStream) -> Canary | None:
    """
    Returns the canary to arm where one was planted.
    Raises SyntaxError and the like where the mutated source does not compile.
    """
    with open(served.source_file, "rb") as file:
        source = file.read()
    activate_in_subprocesses(job, served)
    if served.canary is not None:
        canary = Canary(is_armed=served.canary.is_import_included)
        canary.install()
        keep_from_rewriting(serve(served.path, plant(source, served.canary.lines), on_served=announcer(events)))
        return canary
    lines = source_lines(source)

    def on_served(path: str) -> None:
        if lines is not None:  # What code reads about itself is what runs.
            linecache.cache[path] = (len(source), None, lines, path)
        announce(path)

    announce = announcer(events)
    keep_from_rewriting(serve(served.path, source, compiled_quietly(source, served.path), on_served))
    return None


def announcer(events: EventStream) -> Any:
    return lambda _path: events.send_from_any_process("served")


def compiled_quietly(source: bytes, path: str) -> CodeType | None:
    """None where compiling warns, because the project may have made that warning an error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        code: CodeType = compile(source, path, "exec", dont_inherit=True)
    return None if caught else code


def source_lines(source: bytes) -> list[str] | None:
    try:
        return importlib.util.decode_source(source).splitlines(keepends=True)
    except (SyntaxError, UnicodeDecodeError):
        return None


def keep_from_rewriting(identity: FileIdentity) -> None:
    """pytest rewrites assertions in plugins, conftest and test files with a loader that reads the disk by itself."""
    from _pytest.assertion.rewrite import AssertionRewritingHook

    find_spec = AssertionRewritingHook.find_spec

    def find_other_spec(hook: Any, *arguments: Any, **named: Any) -> Any:
        spec = find_spec(hook, *arguments, **named)
        return None if spec is not None and spec.origin and identity.matches(spec.origin) else spec

    setattr(AssertionRewritingHook, "find_spec", find_other_spec)  # noqa: B010 (mypy refuses the plain form)


def activate_in_subprocesses(job: SuiteJob, served: ServedFile) -> None:
    place = os.path.join(job.folder, "served.json")
    with open(place, "w", encoding="utf-8") as file:
        json.dump({**asdict(served), "events_path": job.events_path}, file)
    os.environ["TINYBUG_SERVED"] = place


def is_any_loaded(paths: Iterable[str]) -> bool:
    """Whether a module of one of these files exists already, so that an import would not run the code served."""
    wanted = {os.path.realpath(path) for path in paths}
    origins = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return any(isinstance(origin, str) and os.path.realpath(origin) in wanted for origin in origins)
