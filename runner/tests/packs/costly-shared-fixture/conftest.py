import time

import pytest


@pytest.fixture(scope="session")
def database():
    end = time.process_time() + 0.15
    while time.process_time() < end:
        pass
