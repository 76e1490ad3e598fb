"""Every test, with the lines that each one executes."""

from __future__ import annotations

from ..suite_job import SuiteJob
from .code_store import CodeStore
from .events import EventStream
from .line_context import Context
from .line_tracer import choose_tracer, of_files
from .measured_files import MeasuredFiles


def run_traced(job: SuiteJob, events: EventStream) -> int:
    files = MeasuredFiles(job.root, job.files)
    tracer = choose_tracer(of_files(files))
    outside = Context()
    tracer.record_into(outside.lines)
    tracer.start()  # Before pytest is there, because pytest itself may import what is measured.
    from .isolation import IsolationPlugin
    from .kept_results import KeptResults
    from .line_attribution import LineAttribution
    from .naming import NamingPlugin, TestNames
    from .outcomes import OutcomePlugin
    from .pytest_run import run_pytest
    from .started_processes import StartedProcesses

    names = TestNames()
    attribution = LineAttribution(tracer, files, events, StartedProcesses(job, files, outside), outside)
    if not job.is_keeping_results:
        attribution.forget_before_tests(KeptResults(files, events))
    CodeStore().install()
    attribution.install()
    outcomes = OutcomePlugin(job.root, names, events, attribution)
    exit_code = run_pytest(job, [IsolationPlugin(job.folder), NamingPlugin(names), outcomes, attribution])
    attribution.finish()
    return exit_code
