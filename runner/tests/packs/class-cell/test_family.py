import family


def test_names():
    assert family.Child().names == ["parent", "child"]


def test_greet():
    assert family.Child().greet() == "hello!"


def test_kind():
    assert family.Child().kind() == "Child"


def test_plain():
    assert family.Child().plain() == "plain"


def test_moved():
    assert family.Point().moved() == family.Point(1)
