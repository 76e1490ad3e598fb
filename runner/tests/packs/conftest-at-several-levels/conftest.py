import os

import pytest

import rules

BANNER = rules.banner()


def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if rules.is_wanted(item.name)]


def pytest_report_header():
    return rules.banner()


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    outcome = yield
    if pyfuncitem.name == "test_checked":
        outcome.get_result()
        rules.check(pyfuncitem.name)


@pytest.fixture
def early_banner():
    return BANNER


@pytest.fixture
def level():
    os.environ[rules.env_name()] = "0"
    yield rules.value(1)
    del os.environ["RULES_LEVEL"]
