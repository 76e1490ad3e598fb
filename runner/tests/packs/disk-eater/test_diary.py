import diary


def test_keep(tmp_path):
    assert diary.keep(tmp_path, "abcd", 1000)


def test_write(tmp_path):
    assert diary.write(tmp_path / "page", "x") == 1
