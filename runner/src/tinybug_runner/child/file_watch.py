"""
Notices which files are read, and whose defaults of parameters, and on whose behalf: that of the tests of one module, or
that of all.

A read belongs to a module only where the module's own code asked for it, through nothing but the standard library. What
anybody else reads may be kept by them for other tests, which then depend on it without reading.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import tempfile
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from .measured_files import LineSet, MeasuredFiles

PROCESSES = frozenset(
    {
        "subprocess.Popen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
    }
)
"""A process can read unseen."""
UNSEEN_PROCESSES = ("multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver")
"""Modules that start processes without saying so."""
ABOUT_SYSTEM = tuple(os.path.join(*names) for names in (("ctypes", "util.py"), ("platform.py",), ("uuid.py",)))
"""Modules of the standard library whose processes tell about the system and read nothing of the project."""
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/run", "/var")
IN_TREE_CACHES = (".pytest_cache", "__pycache__", "site-packages")
DEFAULTS = frozenset({"__defaults__", "__kwdefaults__"})
PUTS_IT_BACK = os.sep + "doctest.py"
"""Sets the trace function that it has found."""
ACCESS_MODE = os.O_RDONLY | os.O_WRONLY | os.O_RDWR


@dataclass
class Seen:
    files: set[str] = field(default_factory=set)
    is_unbounded: bool = False
    defaults: LineSet = field(default_factory=set)
    """Measured functions whose parameters' defaults were looked at otherwise than by a call, by their first lines."""
    is_tracing: bool = False
    """Calls may have gone unrecorded, because the trace function was taken away."""


class FileWatch:
    def __init__(self, root: str, own_folder: str, measured: MeasuredFiles) -> None:
        self._abspath, self._realpath, self._fsdecode = os.path.abspath, os.path.realpath, os.fsdecode
        """References of our own, because tests patch `os`."""
        self.root = root
        self.measured = measured
        self.shared = Seen()
        self.by_module: dict[str, Seen] = {}
        self._module: str | None = None
        self._standard = tuple({os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")})
        runner = self._realpath(__file__).rsplit(os.sep, 3)[0]
        self._transparent = (*self._standard, runner)
        """Code that hands a read on for whoever called it."""
        places = [sys.prefix, sys.base_prefix, sys.exec_prefix, runner, own_folder, tempfile.gettempdir()]
        self._elsewhere = tuple({self._realpath(place) for place in [*places, *SYSTEM_FOLDERS]})
        """Interpreter and environment have a fingerprint of their own; what is temporary or of the system has none."""
        self._places: dict[str, str | None] = {}

    def watch(self) -> None:
        sys.addaudithook(self._hear)

    def enter(self, module: str | None) -> str | None:
        """From now on tests of this module run; returns the one until now."""
        before, self._module = self._module, module
        return before

    def is_followed(self, path: str) -> bool:
        """Whether a file, by its real path, is one that verdicts can depend on."""
        if is_inside(path, self.root):
            parts = path[len(self.root) :].split(os.sep)
            return not any(is_inside(path, place) for place in self._elsewhere if is_inside(place, self.root)) and all(
                cache not in parts for cache in IN_TREE_CACHES
            )
        return not any(is_inside(path, place) for place in self._elsewhere) and "site-packages" not in path

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        try:
            if event == "open":
                self._opened(*arguments)
            elif event == "object.__getattr__":
                if arguments[1] in DEFAULTS:
                    self._looked_at(arguments[0])
            elif event == "sys.settrace" and not sys._getframe(1).f_code.co_filename.endswith(PUTS_IT_BACK):
                self._owner().is_tracing = True
            elif event in PROCESSES and not self._is_about_system():
                self._owner().is_unbounded = True
            elif event == "sqlite3.connect":
                self._read(arguments[0])
        except Exception:
            self.shared.is_unbounded = True  # What is not understood may have been anything.

    def _opened(self, path: Any, _mode: Any, flags: Any) -> None:
        if isinstance(path, int) or (isinstance(flags, int) and flags & ACCESS_MODE == os.O_WRONLY):
            return
        self._read(path)

    def _looked_at(self, function: FunctionType) -> None:
        code = function.__code__
        if self.measured.path_of(code.co_filename) is None:
            return
        # Measured code that has tests of its own, such as doctests, serves other tests, too.
        is_for_all = self._module is None or self.measured.path_of(self._module) is not None
        seen = self.shared if is_for_all else self._owner()
        seen.defaults.add((code.co_filename, code.co_firstlineno))

    def _read(self, path: Any) -> None:
        place = source_of(self._abspath(self._fsdecode(path)))
        if self.is_followed(place) or self.is_followed(self._realpath(place)):
            self._owner().files.add(place)

    def _is_about_system(self) -> bool:
        frame = sys._getframe(1)
        while frame is not None and self._place_of(frame.f_code.co_filename) is None:
            if frame.f_code.co_filename.endswith(ABOUT_SYSTEM):
                return True
            frame = frame.f_back  # type: ignore[assignment]
        return False

    def _owner(self) -> Seen:
        module = self._module
        if module is None:
            return self.shared
        frame = sys._getframe(1)
        while frame is not None:
            place = self._place_of(frame.f_code.co_filename)
            if place == module:
                return self.by_module.setdefault(module, Seen())
            if place is not None:
                return self.shared
            frame = frame.f_back  # type: ignore[assignment]
        return self.shared

    def _place_of(self, filename: str) -> str | None:
        """The real path of a code's file; None for what only hands on."""
        try:
            return self._places[filename]
        except KeyError:
            place = None if filename.startswith("<") else self._realpath(filename)
            if place is not None and "site-packages" not in place and is_any_inside(place, self._transparent):
                place = None
            self._places[filename] = place
            return place


def source_of(path: str) -> str:
    """Of compiled code that is kept beside its source."""
    folder, name = os.path.split(path)
    if name.endswith(".pyc") and os.path.split(folder)[1] == "__pycache__":
        return os.path.join(os.path.dirname(folder), name.split(".", 1)[0] + ".py")
    return path


def is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


def is_any_inside(path: str, folders: tuple[str, ...]) -> bool:
    return any(is_inside(path, folder) for folder in folders)
