"""Processes that run no tests but fork one that does for each job: before the project is imported, or after."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest

from ..suite_job import ServerEnds, SuiteJob
from .activation import DoesNotCompile, activate_served
from .code_store import CodeStore
from .environment import prepare_environment
from .events import EventStream
from .isolation import IsolationPlugin
from .line_tracer import choose_tracer
from .naming import NamingPlugin, TestNames
from .outcomes import OutcomePlugin
from .plain_observer import PlainObserver
from .pytest_run import BASETEMP, basetemp_of, run_pytest
from .server_channel import ServerChannel
from .untraced_run import job_plugins
from .warm_process import WarmProcess
from .warm_server import WarmServer


def run_server(job: SuiteJob, ends: ServerEnds, events: EventStream) -> int:
    names, codes = TestNames(), CodeStore()
    codes.install()
    channel = ServerChannel(ends, codes)
    outcomes = OutcomePlugin(job.root, names, events, PlainObserver(events))
    isolation = IsolationPlugin(job.folder)
    if not ends.is_warm:
        return run_pytest(job, [isolation, outcomes, ColdServer(channel, names, outcomes, isolation, events)])
    server = WarmServer(job, channel, names, codes, WarmProcess(names, outcomes, events))
    server.watch_imports(choose_tracer(server.is_function()))
    exit_code = run_pytest(job, [isolation, NamingPlugin(names), outcomes, server])
    channel.tell(unfit=f"pytest ended with exit code {int(exit_code)} before any test could run")
    return exit_code


class ColdServer:
    """pytest and its plugins are there, and nothing of the project."""

    def __init__(
        self,
        channel: ServerChannel,
        names: TestNames,
        outcomes: OutcomePlugin,
        isolation: IsolationPlugin,
        events: EventStream,
    ) -> None:
        self._channel = channel
        self._names = names
        self._outcomes = outcomes
        self._isolation = isolation
        self._events = events

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: Any, args: list[str]):  # type: ignore[no-untyped-def]
        gc.collect()
        gc.freeze()
        self._channel.tell(ready={})
        job = self._channel.serve()
        if job is None:
            os._exit(0)
        self._events.redirect(job.events_path)
        prepare_environment(job)
        self._isolation.folder = job.folder
        args[:] = [BASETEMP + basetemp_of(job) if argument.startswith(BASETEMP) else argument for argument in args]
        try:
            canary = activate_served(job, self._events)
        except DoesNotCompile:
            os._exit(0)
        for plugin in job_plugins(job, self._names, self._outcomes, self._events, canary):
            early_config.pluginmanager.register(plugin)
        result = yield
        self._outcomes.conftests_loaded(result)
