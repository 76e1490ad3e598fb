import vault


def test_put():
    content = vault._Vault()
    assert [content.put(thing) for thing in "abcd"] == [1, 2, 3, 3]


def test_count():
    assert vault._Vault().count() == 0


def test_peek():
    other = vault.Other()
    other.put("a")
    assert other.peek() == ["a"]


def test_own():
    assert vault.Other().own() == "own"
