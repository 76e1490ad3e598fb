import pytest

import store


@pytest.fixture(scope="session")
def session_store():
    created = store.Store()
    yield created
    created.close()
    assert created.is_closed


@pytest.fixture(scope="package")
def package_value():
    return store.of_package()


@pytest.fixture(scope="module", params=["ada", "bob"])
def person(request):
    return store.named(request.param)


@pytest.fixture
def value():
    return "outer"


STATE = {"left": "over"}


@pytest.fixture(autouse=True)
def clean_state():
    store.reset(STATE)
    yield
    STATE["left"] = "over"
