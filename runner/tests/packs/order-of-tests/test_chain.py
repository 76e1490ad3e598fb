import chain

STATE = {}


def test_login():
    STATE["user"] = "ada"


def test_needs_the_login():
    assert STATE["user"] == "ada"
    assert chain.first() >= 1


class TestSteps:
    def test_one(self):
        type(self).value = chain.second()

    def test_two(self):
        assert self.value
        assert chain.third() == 3


def test_logout():
    STATE.clear()


def test_after_the_logout():
    assert STATE == {}
    assert chain.fourth() >= 4
