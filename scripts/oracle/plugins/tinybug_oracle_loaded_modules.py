"""Tells where the modules that a run of the tests has loaded came from. Used without a mutant only."""

import json
import os
import sys


def pytest_sessionfinish():
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    known = {name: os.path.realpath(file) for name, file in files.items() if isinstance(file, str)}
    with open(os.environ["TINYBUG_ORACLE_LOADED_MODULES"], "w", encoding="utf-8") as report:
        json.dump(known, report)
