import moment


def test_constants():
    assert moment.SIZE == 16
    assert moment.TABLE[3] == 9
    assert moment.KIND == "large"
    assert moment.fast is None
    assert moment.ALIASES == {"one": "uno"}


def test_factories():
    assert [factory() for factory in moment.FACTORIES] == ["xx", "yy"]


def test_run():
    assert moment.run() == "run-run"
    assert (moment.run.tag, moment.run.strict) == ("a", True)


def test_item():
    assert moment.Item("a").tags == ["new"]
    assert moment.Item("a", price=1) == moment.Item("a", price=2)
    assert moment.Item("a") < moment.Item("b")


def test_level():
    assert moment.Level.HIGH == 2
    assert moment.Level.LOW.word == "low"


def test_tuples():
    assert moment.Point(1).y == 7
    assert moment.Row("k").value == 9


def test_derived():
    assert moment.Base.registry == {"d": moment.Derived}
    assert moment.Derived.size == 5
