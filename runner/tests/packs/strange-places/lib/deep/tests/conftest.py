import pytest


@pytest.fixture
def text(text):
    return text + "!"
