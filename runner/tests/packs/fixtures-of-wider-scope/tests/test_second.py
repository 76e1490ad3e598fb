import unittest

import engine


def test_second_user(connection):
    assert connection["name"] == "main"


def test_base(connection):
    assert connection["base"] == 7


def test_dynamic(dynamic):
    assert dynamic == 4


class TestClass:
    def setup_class(cls):
        cls.state = engine.class_state()

    def test_one(self):
        pass

    def test_two(self):
        assert self.state == "fresh"


class TestUnit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.state = engine.class_state()

    def test_one(self):
        pass

    def test_two(self):
        self.assertEqual(self.state, "fresh")
