import pytest


def pytest_generate_tests(metafunc):
    if "generated" in metafunc.fixturenames:
        metafunc.parametrize("generated", [1, 2], ids=["one", "two"])


@pytest.fixture
def squared(request):
    return request.param**2
