import pytest

import engine


@pytest.fixture(scope="session")
def base():
    return engine.prepare()


@pytest.fixture(scope="session")
def connection(base):
    connection = engine.connect("main")
    connection["base"] = base
    yield connection
    engine.close(connection)


@pytest.fixture(scope="session")
def dynamic(request):
    return request.getfixturevalue("late_value") + 1


@pytest.fixture(scope="session")
def late_value():
    return engine.late()
