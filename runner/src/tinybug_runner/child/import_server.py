"""A process that collects the tests until a measured file is imported, and there forks itself for each of its mutants.

What comes before, the project's own imports and those of its dependencies, is done once and not for every mutant.
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any

import pytest

from ..suite_job import SuiteJob
from .activation import DoesNotCompile, activate_told, is_any_loaded, keep_from_rewriting
from .environment import prepare_environment
from .file_serving import FileIdentity
from .fork_safety import possessions, reason_against_forking
from .moved_pytest import move_pytest
from .pytest_run import replace_basetemp
from .selection import SelectedFiles
from .server_parts import ServerParts
from .untraced_run import job_plugins


class ImportServer:
    def __init__(self, parts: ServerParts, path: str) -> None:
        self._parts = parts
        self._path = path
        """Real path of the file."""
        self._before = possessions()
        self._config: pytest.Config | None = None
        self._arguments: list[str] = []
        self._session: pytest.Session | None = None
        self.is_serving_itself = True
        """False in the processes that it has forked."""

    @pytest.hookimpl(hookwrapper=True, trylast=True)
    def pytest_load_initial_conftests(self, early_config: Any, args: list[str]) -> Iterator[None]:
        self._config, self._arguments = early_config, args
        self._before = possessions()
        if is_any_loaded([self._path]):
            self._refuse("a plugin of the project has loaded it")
        self._stop_at_import()
        yield

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        if self.is_serving_itself:
            self._refuse("collecting the tests does not import it")
        return None

    def _stop_at_import(self) -> None:
        identity = FileIdentity(self._path)
        keep_from_rewriting(identity)
        get_code_as_before = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            if not self.is_serving_itself or not identity.matches(os.fspath(loader.path)):
                return get_code_as_before(loader, fullname)
            self._fork_for_each_job()
            return loader.get_code(fullname)  # By what the job has put before it.

        setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010 (mypy refuses the plain form)

    def _refuse(self, reason: str) -> None:
        self._parts.channel.tell(unfit=reason)
        os._exit(0)

    def _fork_for_each_job(self) -> None:
        """Returns in each forked process."""
        assert self._config is not None
        temporary = os.path.join(self._parts.job.folder, "tmp")
        reason = reason_against_forking(self._config, temporary, self._before)
        if reason is None and self._session is not None and self._session.testsfailed:
            reason = "collecting the tests failed"
        if reason is not None:
            self._refuse(reason)
        gc.collect()
        gc.freeze()
        self._parts.channel.tell(ready={})
        job = self._parts.channel.serve()
        if job is None:
            os._exit(0)
        self.is_serving_itself = False
        self._become(job, self._config)

    def _become(self, job: SuiteJob, config: pytest.Config) -> None:
        parts = self._parts
        parts.events.redirect(job.events_path)
        atexit._clear()
        prepare_environment(job)
        parts.isolation.folder = job.folder
        replace_basetemp(self._arguments, job)
        move_pytest(config, job)
        canary = None
        if job.served is not None:
            parts.interpreters.expect(job.served.path)
            try:
                canary = activate_told(job, job.served, parts.events)
            except DoesNotCompile:
                os._exit(0)
        plugins = job_plugins(job, parts.names, parts.outcomes, parts.events, canary)
        if job.selection is not None and job.selection.is_pruning:
            plugins.append(SelectedFiles(job.selection))
        for plugin in plugins:
            config.pluginmanager.register(plugin)
