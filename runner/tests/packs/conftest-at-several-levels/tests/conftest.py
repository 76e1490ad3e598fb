import pytest

import rules


@pytest.fixture
def level(level):
    return level + rules.value(2)
