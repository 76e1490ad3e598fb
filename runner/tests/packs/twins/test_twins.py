import twins


def test_left():
    assert twins.left(1) == 2


def test_right():
    assert twins.right(1) >= 1


def test_pair():
    assert [function(2) for function in twins.pair] in ([4, 4], [4, 6])


def test_inner():
    assert twins.outer()() == 1
    assert twins.other()() > 0


def test_one_liners():
    assert twins.add(1) == 6
    assert twins.sub(1) is not None


def test_made():
    assert twins.make_left()(1) == 2
