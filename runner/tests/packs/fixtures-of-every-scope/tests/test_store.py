import pytest

import store
from tests.conftest import STATE


@pytest.fixture
def value(value):
    return store.prefix() + value


class TestOrdered:
    @pytest.fixture(scope="class")
    def class_store(self):
        return store.Store()

    def test_first(self, class_store):
        assert class_store.add("a") in (1, 2)

    def test_second(self, class_store):
        assert class_store.add("b") in (1, 2)
        assert not class_store.is_closed


def test_clean():
    assert STATE == {}


def test_value(value):
    assert value == "x-outer"


def test_session(session_store):
    assert session_store.add(1) >= 1


def test_package(package_value):
    assert package_value == "package"


def test_person(person):
    assert person in ("Ada", "Bob")
