"""Keeps the project's pytest settings from disturbing the measuring, and pytest from writing into the project."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

from .lean_failures import fail_lean
from .silent_reporter import silence_reporter
from .steady_hypothesis import HypothesisFinder, load_steady_profile

NEUTRAL_ARGUMENTS = {
    # An option's name in the parsed arguments: what takes it back. The last argument wins.
    "maxfail": ["--maxfail=0"],
    "numprocesses": ["-n0"],
    "random_order_bucket": ["--random-order-bucket=none"],
    "randomly_seed": ["--randomly-seed=0", "--randomly-dont-reorganize"],
}

NEUTRAL_OPTIONS = {
    "benchmark_autosave": False,
    "benchmark_disable": True,
    "benchmark_enable": False,
    "benchmark_json": None,
    "benchmark_save": None,
    "cacheclear": False,
    "collectonly": False,
    "failedfirst": False,
    "forked": False,
    "htmlpath": None,
    "json_report": False,
    "lf": False,
    "log_file": "",
    "looponfail": False,
    "newfirst": False,
    "pastebin": None,
    "report_log": None,
    "stepwise": False,
    "trace": False,
    "usepdb": False,
    "xmlpath": None,
}

RERUN_PLUGINS = ("lfplugin", "nfplugin", "stepwiseplugin")


class IsolationPlugin:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._restore_cache: Callable[[], None] = do_nothing

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: Any, args: list[str]):  # type: ignore[no-untyped-def]
        known = early_config.known_args_namespace
        added = [argument for name, more in NEUTRAL_ARGUMENTS.items() if hasattr(known, name) for argument in more]
        end = args.index("--") if "--" in args else len(args)
        args[end:end] = added
        # pytest-cov starts right here, where there is something to cover in the arguments parsed before.
        known.cov_source = []
        sys.meta_path.insert(0, HypothesisFinder())
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config):  # type: ignore[no-untyped-def]
        for name, value in NEUTRAL_OPTIONS.items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)
        fail_lean(config)
        self._restore_cache = redirect_cache(os.path.join(self.folder, "cache"))
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._restore_cache()
        plugins = session.config.pluginmanager
        for name in RERUN_PLUGINS:
            if plugins.hasplugin(name):
                plugins.unregister(name=name)
        silence_reporter(session.config)
        load_steady_profile()

    @pytest.hookimpl(tryfirst=True, optionalhook=True)
    def pytest_timeout_set_timer(self) -> bool:
        """Wall time lies on a busy machine; the runner has its own limits."""
        return True

    @pytest.hookimpl(tryfirst=True, optionalhook=True)
    def pytest_timeout_cancel_timer(self) -> bool:
        return True


def do_nothing() -> None:
    return


def redirect_cache(folder: str) -> Callable[[], None]:
    """While pytest is configured, its cache is found in `folder`; returns what undoes it."""
    from _pytest.cacheprovider import Cache

    original = Cache.__dict__.get("cache_dir_from_config")
    if original is None:
        return do_nothing
    Cache.cache_dir_from_config = staticmethod(lambda *_, **__: Path(folder))  # type: ignore[method-assign]
    return lambda: setattr(Cache, "cache_dir_from_config", original)
