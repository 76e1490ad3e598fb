"""Lines of the processes that tests start: forked ones, and new interpreters, which `sitecustomize.py` makes record.

Each writes to a file of its own, named after the context on whose behalf it was started. One that still runs when
another test begins may work for that as well, unless a fixture has started it.
"""

from __future__ import annotations

import json
import os
from weakref import WeakValueDictionary

from ..suite_job import SuiteJob
from .line_context import Context
from .measured_files import MeasuredFiles
from .recorded_lines import RecordedLines, read_lines


class StartedProcesses:
    def __init__(self, job: SuiteJob, files: MeasuredFiles, outside: Context) -> None:
        """`outside` is for what runs outside of every test."""
        self._files = files
        self._outside = outside
        self._folder = os.path.join(job.folder, "processes")
        self._starters: WeakValueDictionary[str, Context] = WeakValueDictionary()
        self._running: dict[str, tuple[Context, bool]] = {}
        """By the name of the file: what the process executes, and whether any test may use it."""
        os.mkdir(self._folder)
        place = os.path.join(job.folder, "recorded.json")
        with open(place, "w", encoding="utf-8") as file:
            json.dump({"root": job.root, "files": job.files, "folder": self._folder}, file)
        os.environ["TINYBUG_RECORDED"] = place

    def start_for(self, context: Context) -> None:
        """From now on; told to new interpreters by their environment."""
        self._starters[context.number] = context
        os.environ["TINYBUG_CONTEXT"] = context.number

    def record_fork(self, context: Context) -> RecordedLines:
        """In a forked process."""
        return RecordedLines(self._folder, context.number, self._files)

    def look(self, test: Context | None) -> None:
        """Which processes have been there while the test ran, or before the first; None when all tests have ended."""
        for name in os.listdir(self._folder):
            if name not in self._running:
                self._find(name, test)
        for name, (context, is_for_anyone) in list(self._running.items()):
            if test is not None and is_for_anyone:
                test.uses.add(context)
            if test is None or not is_running(int(name.partition("-")[2])):
                path = os.path.join(self._folder, name)
                context.lines.update(read_lines(path))
                os.unlink(path)
                context.is_open = False
                del self._running[name]

    def _find(self, name: str, test: Context | None) -> None:
        process = Context(is_open=True)
        starter = self._starters.get(name.partition("-")[0])
        if starter is self._outside and test is not None:
            starter = None  # A test uses a copy of the environment that was made while the tests were collected.
        for user in (starter, test):
            if user is not None:
                user.uses.add(process)
        self._running[name] = process, starter is None or not starter.is_of_fixture


def is_running(pid: int) -> bool:
    """One that nobody has waited for yet counts as running where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return not os.path.isdir("/proc/self") and is_known(pid)


def is_known(pid: int) -> bool:
    if os.name != "posix":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
