"""The process forked for one mutant, one canary or one control, from one that has collected the tests."""

from __future__ import annotations

import atexit
import linecache
import os
from types import CodeType
from typing import Callable

import pytest

from ..suite_job import ServedFile, SuiteJob
from .activation import activate_in_subprocesses, keep_from_rewriting, source_lines
from .canary import Canary, plant
from .environment import prepare_environment, run_exit_functions
from .events import EXIT_BROKEN, cpu_seconds
from .file_serving import serve
from .measured_files import MeasuredFiles
from .moved_pytest import move_pytest
from .mutant_observer import MutantObserver
from .plain_observer import PlainObserver
from .server_parts import ServerParts
from .swap.entered_code import EnteredCode
from .swap.function_regions import LINE_END
from .swap.live_code import code_tree
from .swap.swappable_file import NotSwappable, SwappableFile, SwappableFunction, swap

Files = dict[str, SwappableFile]


class WarmProcess:
    def __init__(self, parts: ServerParts, items: dict[str, pytest.Item]) -> None:
        self._items = items
        self._outcomes = parts.outcomes
        self._events = parts.events
        self._interpreters = parts.interpreters
        self._exit: Callable[[int], None] = os._exit

    def run_and_exit(self, session: pytest.Session, job: SuiteJob, files: Files) -> None:
        """Never returns: behind it lies the stack of the server."""
        status = EXIT_BROKEN
        try:
            self._events.redirect(job.events_path)
            atexit._clear()
            prepare_environment(job)
            move_pytest(session.config, job)
            self._run(session, job, files)
            status = 0
        except BaseException as error:
            self._outcomes.told("escaped", error)
        finally:
            try:
                run_exit_functions()
            finally:
                self._exit(status)

    def _run(self, session: pytest.Session, job: SuiteJob, files: Files) -> None:
        try:
            finish = self._activate(job, files)
        except (NotSwappable, SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self._events.send("not-swappable", message=f"{error}")
            return
        self._run_items(session, self._selected(job))
        finish()
        self._events.send("end", exitCode=0, cpuMs=cpu_seconds() * 1000)

    def _selected(self, job: SuiteJob) -> list[pytest.Item]:
        ids = () if job.selection is None else job.selection.ids
        self._events.send("selected", missing=[name for name in ids if name not in self._items], added=[])
        return [self._items[name] for name in ids if name in self._items]

    def _run_items(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        session.items = items
        session.testscollected = len(items)
        try:
            for item, following in zip(items, [*items[1:], None]):
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.shouldfail or session.shouldstop:
                    tear_down(session)
                    break
        except (KeyboardInterrupt, pytest.exit.Exception) as error:
            self._outcomes.told("interrupted", error)
        except Exception as error:
            self._outcomes.told("internal-error", error)

    def _activate(self, job: SuiteJob, files: Files) -> Callable[[], None]:
        """Returns what must be done after the tests."""
        if job.is_control:
            return self._control(job, files)
        canary = None
        if job.served is not None and job.served.canary is not None and job.splice is not None:
            canary = self._plant(files[job.splice.path], job.served.canary.lines)
            save_source(job.served, files[job.splice.path].source)
            activate_in_subprocesses(job, job.served)
        elif job.splice is not None:
            self._mutate(job, files[job.splice.path])
        if job.selection is not None:
            self._outcomes.observe(MutantObserver(job.selection, self._events, canary))
        return lambda: None

    def _mutate(self, job: SuiteJob, file: SwappableFile) -> None:
        splice, served = job.splice, job.served
        assert splice is not None and served is not None
        function = file.function_around(splice.start, splice.end)
        if function is None:
            raise NotSwappable("it lies outside of functions")
        replacement = splice.replacement.encode(file.encoding)
        removed = count_lines(file.source[splice.start : splice.end]) - count_lines(replacement)
        if removed < 0:
            raise NotSwappable("it moves every line below it")
        swap(file.exchange(function, file.mutated(function, splice.start, splice.end, replacement)))
        source = file.source[: splice.start] + replacement + file.source[splice.end :]
        save_source(served, source)
        keep_from_rewriting(serve(served.path, source))
        activate_in_subprocesses(job, served)
        self._interpreters.expect(served.path)
        show_source(function, source, removed)
        self._events.send("served")

    def _plant(self, file: SwappableFile, lines: tuple[int, ...]) -> Canary:
        canary = Canary(is_armed=True)
        canary.install()
        for function in file.functions:
            own = [line for line in lines if function.region.first_line <= line <= function.region.last_line]
            if own:
                planted = file.compile_tree(function, plant(file.text_of(function), own))
                swap(file.exchange(function, planted))
        self._events.send("served")
        return canary

    def _control(self, job: SuiteJob, files: Files) -> Callable[[], None]:
        """Every function runs code that was compiled again; told is which of it was entered, and which of before."""
        regions: dict[int, tuple[str, SwappableFunction]] = {}
        codes: list[CodeType] = []
        for path, file in files.items():
            for function in file.functions:
                new = file.recompiled(function)
                swap(file.exchange(function, new))
                for code in code_tree(new):
                    codes.append(code)
                    regions[id(code)] = (path, function)
        entered = EnteredCode(MeasuredFiles(job.root, tuple(files)), codes)
        self._outcomes.observe(PlainObserver(self._events))
        self._events.send("served")
        entered.start()

        def finish() -> None:
            entered.stop()
            reached = {place_of(*regions[number]) for number in entered.exchanged}
            places = set(regions.values())
            kept = {place_of(path, each) for path, each in places if not entered.kept.isdisjoint(code_tree(each.code))}
            self._events.send("exchanged", reached=sorted(reached), kept=sorted(kept))

        return finish


def place_of(path: str, function: SwappableFunction) -> tuple[str, int, int]:
    return path, function.region.body_start, function.region.end


def save_source(served: ServedFile, source: bytes) -> None:
    with open(served.source_file, "wb") as file:
        file.write(source)


def show_source(function: SwappableFunction, source: bytes, removed_lines: int) -> None:
    """What code reads about itself is what runs, with every other function on the lines that its code says."""
    lines = source_lines(source)
    if lines is None:
        return
    position = function.region.last_line - removed_lines
    lines[position:position] = ["\n"] * removed_lines
    filename = function.code.co_filename
    linecache.cache[filename] = (len(source), None, lines, filename)


def count_lines(text: bytes) -> int:
    return len(LINE_END.findall(text))


def tear_down(session: pytest.Session) -> None:
    """Of what the tests that did not run still share; the verdict is known."""
    try:
        session._setupstate.teardown_exact(None)
    except BaseException:
        return
