import pytest

import shop


@pytest.fixture
def value(request):
    found = request.config.cache.get("shop/slow", None)
    if found is None:
        found = shop.slow()
        request.config.cache.set("shop/slow", found)
    return found


def test_slow(value):
    assert value == 7


def test_other():
    assert shop.other(1) == 2
