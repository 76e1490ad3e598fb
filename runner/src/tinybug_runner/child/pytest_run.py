"""Runs pytest, with its own folder for what it writes."""

from __future__ import annotations

import os
import sys

from ..suite_job import SuiteJob

BASETEMP = "--basetemp="


def run_pytest(job: SuiteJob, plugins: list[object]) -> int:
    import pytest

    arguments = [*job.pytest_arguments, BASETEMP + basetemp_of(job)]
    sys.argv = [os.path.join(os.path.dirname(pytest.__file__), "__main__.py"), *arguments]
    return pytest.main(arguments, plugins=plugins)


def replace_basetemp(arguments: list[str], job: SuiteJob) -> None:
    """In arguments that pytest has still to read, of a process forked for this job."""
    arguments[:] = [BASETEMP + basetemp_of(job) if each.startswith(BASETEMP) else each for each in arguments]


def basetemp_of(job: SuiteJob) -> str:
    return os.path.join(job.folder, "base")
