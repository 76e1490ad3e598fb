import typed


def test_build():
    assert typed.build(2) == 5


def test_labelled():
    assert typed.labelled() == 2
    assert typed.labelled.__annotations__["value"] == "Unknown"
