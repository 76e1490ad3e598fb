"""The report of one part, read back; what is not whole is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ..failure import RunnerFailure
from ..plan import PlanPart, read_part

Record = dict[str, Any]


class Refused(Exception):
    """The reports do not make one: the sentence says why."""


@dataclass
class PartReport:
    path: str
    started: Record
    part: PlanPart
    canaries: list[Record] = field(default_factory=list)
    notices: list[Record] = field(default_factory=list)
    results: dict[str, Record] = field(default_factory=dict)
    """Records by the mutant's id."""
    finished: Record = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"part {self.part.number} of {self.part.count} ({self.path})"

    def take(self, record: Record) -> None:
        if self.finished:
            raise Refused(f"The report of {self.name} goes on after its end.")
        kind = record["type"]
        if kind == "finished":
            self.finished = record
        elif kind == "failed":
            raise Refused(f"The run of {self.name} failed: {record['message']}")
        elif kind == "canary":
            self.canaries.append(record)
        elif kind == "notice":
            self.notices.append(record)
        elif kind == "result":
            self._take_result(record)
        else:
            raise Refused(f"The report of {self.name} has a record of type {kind!r}, which no run of mutants writes.")

    def _take_result(self, record: Record) -> None:
        mutant = record["result"]["mutantId"]
        if mutant in self.results:
            raise Refused(f"The report of {self.name} has two results for the mutant {mutant}.")
        self.results[mutant] = record


def read_part_report(path: str) -> PartReport:
    records = read_records(path)
    first = records[0] if records else {}
    if first.get("type") != "started":
        raise Refused(f"The report {path} has no beginning.")
    if "part" not in first:
        raise Refused(f"The report {path} is not of a part of a plan.")
    try:
        report = PartReport(path, first, read_part(first["part"], "part"))
        for record in records[1:]:
            report.take(record)
    except (RunnerFailure, KeyError, TypeError) as error:
        raise Refused(f"The report {path} is not one of this runner: {type(error).__name__}: {error}.") from error
    if not report.finished:
        raise Refused(f"The report of {report.name} is not whole: it does not say that the run has finished.")
    return report


def read_records(path: str) -> list[Record]:
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise Refused(f"The report {path} cannot be read: {reason}.") from error
    records = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise Refused(f"The report {path} is cut off or damaged in line {number}.") from error
        if not isinstance(record, dict):
            raise Refused(f"The report {path} is cut off or damaged in line {number}.")
        records.append(record)
    return records
