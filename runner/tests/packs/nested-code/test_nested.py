import nested


def test_doubled():
    assert nested.doubled([1, 2]) == [2, 4]


def test_in_order():
    assert nested.in_order(["ccc", "b", "a"]) == ["a", "b", "ccc"]


def test_compose():
    assert nested.compose(" A ") == "a"


def test_unique():
    assert nested.unique(["a", "A"]) == {"a"}


def test_matrix():
    assert nested.matrix(2) == [[0, 1], [2, 3]]


def test_grow():
    before = nested.total
    assert nested.grow(2) == before + 2 == nested.total


def test_local():
    assert (nested.local(True), nested.local(False)) == (2, 1)


def test_first():
    assert nested.first([1, 2, 3]) == 2


def test_plain():
    assert list(nested.plain([1, 2])) == [1, 2]
