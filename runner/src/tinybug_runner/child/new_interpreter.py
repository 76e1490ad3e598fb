"""In an interpreter that a test has started: it runs the mutant or the canary, or records the lines that it executes.

A copy lies in the folder of `sitecustomize.py`, which calls it before anything of the project is imported.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def enter() -> None:
    for name, begin in (("TINYBUG_RECORDED", record), ("TINYBUG_SERVED", activate)):
        place = os.environ.get(name)
        if place:
            with open(place, encoding="utf-8") as file:
                begin(json.load(file))


def record(place: dict[str, Any]) -> None:
    from .line_tracer import choose_tracer, of_files
    from .measured_files import MeasuredFiles
    from .recorded_lines import RecordedLines

    files = MeasuredFiles(place["root"], place["files"], started_in=os.getcwd())
    tracer = choose_tracer(of_files(files))
    number = os.environ.get("TINYBUG_CONTEXT", "0")

    def begin() -> None:
        tracer.record_into(RecordedLines(place["folder"], number, files))

    begin()
    tracer.start()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=begin)


def activate(served: dict[str, Any]) -> None:
    from .canary import ARMED, Canary, plant
    from .events import EventStream
    from .file_serving import serve
    from .script_serving import serve_script

    with open(served["source_file"], "rb") as file:
        source: Any = file.read()
    events = EventStream(served["events_path"])
    place = served["canary"]
    if place is not None:
        Canary(is_armed=place["is_import_included"] or ARMED in os.environ).install()
        source = plant(source, place["lines"])

    def on_served(_path: str) -> None:
        events.send_from_any_process("served")

    identity = serve(served["path"], source, on_served=on_served)
    if sys.argv and identity.matches(sys.argv[0]):
        serve_script(identity, source, on_served)
