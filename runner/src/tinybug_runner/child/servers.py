"""Processes that run no tests but fork one that does for each job: before the project is imported, or after."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest

from ..suite_job import SuiteJob
from .activation import DoesNotCompile, activate_served, is_any_loaded
from .environment import prepare_environment
from .events import EventStream
from .import_server import ImportServer
from .line_tracer import choose_tracer
from .naming import NamingPlugin
from .pytest_run import replace_basetemp, run_pytest
from .server_parts import ServerParts, make_parts
from .untraced_run import job_plugins
from .warm_server import WarmServer


def run_server(job: SuiteJob, events: EventStream) -> int:
    assert job.server is not None
    parts = make_parts(job, events)
    if job.server.codes is not None:
        parts.codes.load(job.server.codes)
    if job.server.stops_at is not None:
        return run_import_server(job, parts, ImportServer(parts, job.server.stops_at))
    if not job.server.is_warm:
        return run_pytest(job, [parts.isolation, parts.outcomes, ColdServer(parts)])
    server = WarmServer(parts)
    server.watch_imports(choose_tracer(server.is_function()))
    exit_code = run_pytest(job, [parts.isolation, NamingPlugin(parts.names), parts.outcomes, server])
    parts.channel.tell(unfit=f"pytest ended with exit code {int(exit_code)} before any test could run")
    return exit_code


def run_import_server(job: SuiteJob, parts: ServerParts, server: ImportServer) -> int:
    exit_code = run_pytest(job, [parts.isolation, parts.outcomes, server])
    if server.is_serving_itself:
        parts.channel.tell(unfit=f"pytest ended with exit code {int(exit_code)} before it was imported")
    return exit_code


class ColdServer:
    """pytest and its plugins are there, and nothing of the project."""

    def __init__(self, parts: ServerParts) -> None:
        self._parts = parts

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: Any, args: list[str]):  # type: ignore[no-untyped-def]
        parts = self._parts
        gc.collect()
        gc.freeze()
        if is_any_loaded(os.path.join(parts.job.root, path) for path in parts.job.files):
            parts.channel.tell(unfit="a plugin of the project has loaded what is measured")
            os._exit(0)
        parts.channel.tell(ready={})
        job = parts.channel.serve()
        if job is None:
            os._exit(0)
        parts.events.redirect(job.events_path)
        prepare_environment(job)
        if job.served is not None:
            parts.interpreters.expect(job.served.path)
        parts.isolation.folder = job.folder
        replace_basetemp(args, job)
        try:
            canary = activate_served(job, parts.events)
        except DoesNotCompile:
            os._exit(0)
        for plugin in job_plugins(job, parts.names, parts.outcomes, parts.events, canary):
            early_config.pluginmanager.register(plugin)
        result = yield
        parts.outcomes.conftests_loaded(result)
