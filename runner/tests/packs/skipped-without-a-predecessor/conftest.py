import pytest

PASSED = set()


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(name): runs only after the test of this name has passed")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call" and outcome.get_result().passed:
        PASSED.add(item.name)


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        if not PASSED.issuperset(mark.args):
            pytest.skip(f"{item.name} needs {mark.args}")
