"""Writes the CPU time of each test's setup, call and teardown, as the runner's baseline counts it: a pytest plugin."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from typing import Any

import pytest

cpu_ms: dict[str, float] = {}


def timed(item: Any) -> Generator[None, Any, Any]:
    start = time.process_time()
    try:
        return (yield)
    finally:
        cpu_ms[item.nodeid] = cpu_ms.get(item.nodeid, 0.0) + (time.process_time() - start) * 1000


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: Any) -> Generator[None, Any, Any]:
    return (yield from timed(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: Any) -> Generator[None, Any, Any]:
    return (yield from timed(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: Any) -> Generator[None, Any, Any]:
    return (yield from timed(item))


def pytest_sessionfinish() -> None:
    with open(os.environ["TINYBUG_BENCH_TEST_TIMES"], "w", encoding="utf-8") as file:
        json.dump(cpu_ms, file)
