"""Imports pytest and its plugins once, so that forked processes have them, and never the project."""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import importlib.util
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ..failure import RunnerFailure

PACKAGE = __name__.split(".", 1)[0]
CHILD_MODULES = (
    "collecting_run",
    "entry",
    "servers",
    "traced_run",
    "watched_run",
)


def import_pytest() -> str:
    """Returns pytest's version."""
    try:
        import pytest
    except Exception as error:
        raise RunnerFailure(
            "pytest-missing",
            f"pytest cannot be imported by {sys.executable}: {type(error).__name__}: {error}.",
        ) from error
    version = str(pytest.__version__)
    if int(version.partition(".")[0]) < 7:
        raise RunnerFailure(
            "pytest-missing", f"{sys.executable} has pytest {version}; Tinybug needs pytest 7 or newer."
        )
    return version


def warm_up(root: str) -> None:
    """Best effort: what is not imported here, pytest imports by itself in every process."""
    from _pytest.assertion import install_importhook
    from _pytest.config import get_config

    importers = list(sys.meta_path)
    try:
        hook = install_importhook(get_config())
        if not os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
            import_plugins(hook, root)
    except Exception:
        return
    finally:
        sys.meta_path[:] = importers


def import_plugins(hook: Any, root: str) -> None:
    """Through pytest's own import hook, because pytest warns about plugins imported without it."""
    from _pytest.config import _iter_rewritable_modules

    for distribution in importlib.metadata.distributions():
        plugins = [entry for entry in distribution.entry_points if entry.group == "pytest11"]
        modules = [entry.value.split(":")[0].strip() for entry in plugins]
        if not modules or any(is_of_project(module, root) for module in modules):
            continue
        hook.mark_rewrite(*_iter_rewritable_modules(str(file) for file in distribution.files or []))
        for module in modules:
            import_quietly(module)


@contextmanager
def own_bytecode_kept() -> Iterator[None]:
    """Compiled files of this package may be written, unlike the project's."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


def preload_own_modules() -> None:
    """What every forked process needs of this package."""
    with own_bytecode_kept():
        for name in CHILD_MODULES:
            importlib.import_module(f"{PACKAGE}.child.{name}")
    gc.collect()
    gc.freeze()


def import_quietly(module: str) -> None:
    try:
        importlib.import_module(module)
    except BaseException as error:
        if not isinstance(error, (Exception, SystemExit)):
            raise


def is_of_project(module: str, root: str) -> bool:
    try:
        spec = importlib.util.find_spec(module.split(".", maxsplit=1)[0])
    except (ImportError, ValueError):
        return True
    places: list[str | None] = [] if spec is None else [spec.origin, *(spec.submodule_search_locations or [])]
    return any(place is not None and is_project_path(place, root) for place in places)


def is_project_path(path: str, root: str) -> bool:
    """An environment inside the project's folder is not the project."""
    real = os.path.realpath(path)
    return real.startswith(root + os.sep) and "site-packages" not in real.split(os.sep)


def reason_against_forking(planned_files: Iterable[str]) -> str | None:
    """None where a forked process imports the project afresh, safely."""
    if not hasattr(os, "fork"):
        return "the system cannot fork"
    if sys.platform == "darwin":
        return "forking is not safe on macOS once system libraries are loaded"
    if threading.active_count() > 1:
        return "a pytest plugin has started threads"
    planned = {os.path.realpath(path) for path in planned_files}
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        if isinstance(origin, str) and os.path.realpath(origin) in planned:
            return f"pytest itself has loaded {name}, which is measured"
    return None
