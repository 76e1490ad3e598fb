import pytest

from lib.deep import values


@pytest.fixture
def text():
    return values.greeting()
