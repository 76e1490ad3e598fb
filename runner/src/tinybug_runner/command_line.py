"""The command line: reads a plan, runs it, writes the report; or cuts a plan and merges reports."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time

from .arguments import parse
from .equipment import Equipment
from .failure import RunnerFailure, Stopped
from .job_process import KERNEL
from .plan import BaselinePlan, MutantsPlan, Plan, load_plan
from .report import Report
from .supervision.guardian import Guardian, start_guardian
from .supervision.launcher import ForkLauncher, InterpreterLauncher, Launcher
from .supervision.package_place import package_place
from .supervision.scratch_folder import ScratchFolder
from .supervision.subprocess_hook import write_subprocess_hook
from .supervision.supervisor import Supervisor, stop_on_signals
from .supervision.warm_up import import_pytest, own_bytecode_kept, preload_own_modules, reason_against_forking, warm_up

EXIT_REFUSED = 3


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.command is None:
        return work_on_plan(options)
    if options.command == "stream":
        from .streaming.stream import stream

        return stream(options.report, options.to, options.audience, options.while_pid, options.token_file)
    return work_on_parts(options)


def work_on_parts(options: argparse.Namespace) -> int:
    from .parts.commands import cut, merge
    from .parts.part_report import Refused

    try:
        if options.command == "cut":
            print("\n".join(cut(options.plan, options.parts, options.output)))
        else:
            merge(options.plan, options.reports, options.output)
    except RunnerFailure as failure:
        return complain(failure)
    except Refused as refusal:
        print(f"tinybug-runner: {refusal}", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def work_on_plan(options: argparse.Namespace) -> int:
    use_fixed_hash_seed()
    try:
        report = Report(options.report)
    except RunnerFailure as failure:
        return complain(failure)
    try:
        with_failures_reported(report, options)
    except RunnerFailure as failure:
        return complain(failure)
    except Stopped as stopped:
        print(f"tinybug-runner: stopped by {stopped}", file=sys.stderr)
        return 130
    return 0


def complain(failure: RunnerFailure) -> int:
    print(f"tinybug-runner: {failure.message}", file=sys.stderr)
    return 1


def use_fixed_hash_seed() -> None:
    """Sets of strings have the same order in the baseline and for every mutant."""
    if os.name != "posix" or not sys.executable or os.environ.get("PYTHONHASHSEED", "random") != "random":
        return
    original: list[str] = getattr(sys, "orig_argv", [])[1:] or rebuilt_arguments()
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *original])


def rebuilt_arguments() -> list[str]:
    """Python 3.9 does not keep its own arguments."""
    flags: list[str] = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    package = __name__.split(".", 1)[0]
    is_module = sys.argv[0].endswith(os.path.join(package, "__main__.py"))
    return [*flags, *(["-m", package] if is_module else [sys.argv[0]]), *sys.argv[1:]]


def with_failures_reported(report: Report, options: argparse.Namespace) -> None:
    wall, cpu = time.monotonic(), cpu_ms()
    try:
        plan = load_plan(options.plan)
        work(plan, report, options.exit_with_stdin)
    except RunnerFailure as failure:
        report.failed(failure.code, failure.message)
    else:
        report.finished(round(cpu_ms() - cpu, 3), round((time.monotonic() - wall) * 1000, 3))


def cpu_ms() -> float:
    times = os.times()
    return (times.user + times.system + times.children_user + times.children_system) * 1000


def work(plan: Plan, report: Report, is_stdin_watched: bool) -> None:
    scratch = ScratchFolder()
    guardian: Guardian | None = None
    try:
        stop_on_signals()
        if hasattr(os, "fork"):
            guardian = start_guardian(scratch.path, is_stdin_watched)
        elif is_stdin_watched:
            threading.Thread(target=exit_with_stdin, daemon=True).start()
        run_plan(plan, report, guardian, scratch)
    finally:
        scratch.remove()
        if guardian is not None:
            guardian.dismiss()


def exit_with_stdin() -> None:
    """Windows: there is no guardian."""
    while sys.stdin.buffer.read(4096):
        continue
    os._exit(130)


def run_plan(plan: Plan, report: Report, guardian: Guardian | None, scratch: ScratchFolder) -> None:
    root = os.path.realpath(os.getcwd())
    supervisor = Supervisor(guardian, KERNEL)
    write_subprocess_hook(scratch.path)
    sys.dont_write_bytecode = True
    part = plan.part if isinstance(plan, MutantsPlan) else None
    try:
        report.started(import_pytest(), part)
    except RunnerFailure:
        report.started("none", part)
        raise
    warm_up(root)
    reason = reason_against_forking(os.path.join(root, file.path) for file in plan.files)
    launcher: Launcher
    if reason is None and guardian is not None:
        preload_own_modules()
        launcher = ForkLauncher(guardian, [*supervisor.descriptors(), *report.descriptors()])
    else:
        launcher = InterpreterLauncher(guardian, package_place(scratch.path))
    equipment = Equipment(root, report, supervisor, launcher, scratch)
    try:
        start(plan, equipment)
    finally:
        supervisor.end_all()


def start(plan: Plan, equipment: Equipment) -> None:
    if isinstance(plan, BaselinePlan):
        with own_bytecode_kept():
            from .baseline_run import BaselineRun

        BaselineRun(plan, equipment).run()
    else:
        with own_bytecode_kept():
            from .mutants.mutants_run import MutantsRun

        MutantsRun(plan, equipment).run()
