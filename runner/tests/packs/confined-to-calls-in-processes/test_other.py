import spoken


def test_other():
    assert spoken.told_to_anyone.__name__ == "told_to_anyone"
