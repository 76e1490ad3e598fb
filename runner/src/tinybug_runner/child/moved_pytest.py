"""pytest as it was when its process was forked, made the forked process's own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ..suite_job import SuiteJob
from .pytest_run import basetemp_of


def move_pytest(config: pytest.Config, job: SuiteJob) -> None:
    """Everything that pytest writes goes to this process's own folder."""
    basetemp = basetemp_of(job)
    config.option.basetemp = basetemp
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None:
        factory._given_basetemp = Path(basetemp)
    cache = getattr(config, "cache", None)
    if cache is not None:
        cache._cachedir = Path(job.folder) / "cache"
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        reporter._tw._file = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for capture in file_captures(config):
        # Whoever has kept `sys.stdout` from import time has this very file.
        fresh = new_temporary_file()
        os.dup2(fresh, capture.tmpfile.fileno())
        os.dup2(capture.targetfd, capture.targetfd_save)
        os.close(fresh)
        if getattr(capture, "_state", None) == "started":  # As it is while files are collected.
            os.dup2(capture.tmpfile.fileno(), capture.targetfd)


def file_captures(config: pytest.Config) -> list[Any]:
    """What pytest captures output with: those parts that forked processes would share."""
    manager: Any = config.pluginmanager.getplugin("capturemanager")
    capturing = getattr(manager, "_global_capturing", None)
    streams = [] if capturing is None else [capturing.out, capturing.err]
    return [stream for stream in streams if hasattr(stream, "targetfd_save")]


def new_temporary_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("tinybug")
    descriptor, path = tempfile.mkstemp()
    os.unlink(path)
    return descriptor
