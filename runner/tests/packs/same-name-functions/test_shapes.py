import shapes


def test_area():
    square = shapes.Square()
    square.area = 16
    assert square.size == 4
    assert square.area == 16


def test_deleted():
    square = shapes.Square()
    del square.area
    assert square.size == 0


def test_unit():
    assert shapes.unit() == "cm"


def test_describe():
    assert [shapes.describe(value) for value in (None, 1, "a")] == ["thing", "number", "text"]


def test_twice():
    assert shapes.first(2) == 6
    assert shapes.twice(2) == 4
