import captured


def test_table():
    assert captured.TABLE["+"](1, 2) == 3
    assert captured.TABLE["*"](2, 3) == 6


def test_static_method():
    assert captured.Machine.run(2, 2) == 4


def test_default_argument():
    assert captured.apply(3, 1) == 2


def test_bound_method():
    assert captured.speed() == 30


def test_alias():
    assert captured.machine.alias() == captured.methods() == 30


def test_class_method():
    assert captured.default().power == 5


def test_copied_function():
    assert captured.copy() == "original"


def test_replaced_code():
    assert captured.renamed() == "renamed"


def test_deleted_name():
    assert captured.FROZEN[0][0]() == 1


def test_weak_reference():
    assert captured.reference()(0, 7) == 7
