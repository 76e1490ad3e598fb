import numbers_of


def test_half(subtests):
    for number in (0, 2, 4):
        with subtests.test(number=number):
            assert numbers_of.half(number) * 2 == number


def test_double(subtests):
    with subtests.test("only"):
        assert numbers_of.double(2) == 4
    assert numbers_of.double(0) == 0
