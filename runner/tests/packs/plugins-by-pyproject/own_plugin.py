import pytest

import tuned


@pytest.fixture
def tuned_value():
    return tuned.value()


def pytest_configure(config):
    config.addinivalue_line("markers", tuned.marker() + ": a mark of our own")
