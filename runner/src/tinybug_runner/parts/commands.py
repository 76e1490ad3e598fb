"""The commands `cut` and `merge`."""

from __future__ import annotations

import json
import os

from ..failure import RunnerFailure
from ..plan import load_plan_value
from ..report import Report
from .cut_plan import cut_plan
from .merge_reports import merge_reports
from .part_report import read_part_report


def cut(plan_path: str, count: int, folder: str) -> list[str]:
    """Returns the files that hold the parts."""
    parts = cut_plan(load_plan_value(plan_path), count)
    paths = [os.path.join(folder, f"part-{number}.json") for number in range(1, count + 1)]
    try:
        os.makedirs(folder, exist_ok=True)
        for path, part in zip(paths, parts):
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                json.dump(part, file, separators=(",", ":"))
                file.write("\n")
    except OSError as error:
        raise RunnerFailure("internal", f"The parts cannot be written: {error}.") from error
    return paths


def merge(plan_path: str, report_paths: list[str], output: str) -> None:
    """The output appears whole or not at all."""
    value = load_plan_value(plan_path)
    records = merge_reports(value, [read_part_report(path) for path in report_paths])
    unfinished = f"{output}.unfinished"
    report = Report(unfinished)
    for record in records:
        report.write(record)
    report.close()
    try:
        os.replace(unfinished, output)
    except OSError as error:
        raise RunnerFailure("internal", f"The report {output} cannot be written: {error.strerror}.") from error
