"""What a run of the plan works with."""

from __future__ import annotations

from dataclasses import dataclass

from .report import Report
from .supervision.launcher import Launcher
from .supervision.scratch_folder import ScratchFolder
from .supervision.supervisor import Supervisor


@dataclass(frozen=True)
class Equipment:
    root: str
    """The project's folder."""
    report: Report
    supervisor: Supervisor
    launcher: Launcher
    scratch: ScratchFolder
