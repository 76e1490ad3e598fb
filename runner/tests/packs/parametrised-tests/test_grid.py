import pytest

import grid


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("height", [1, 2])
def test_area(width, height):
    assert grid.area(width, height) == {1: 1, 2: 2, 4: 4}[width * height]


@pytest.mark.parametrize("squared, expected", [(1, False), (2, True)], indirect=["squared"])
def test_is_large(squared, expected):
    assert grid.is_large(squared) is expected


@pytest.mark.parametrize("number", [-1, 0, 1])
class TestSign:
    def test_sign(self, number):
        assert grid.sign(number) in (number, 1)

    def test_again(self, number):
        assert grid.sign(number) != 0


def test_label(generated):
    assert grid.label(generated) == f"#{generated}"


@pytest.mark.parametrize(
    "number", [pytest.param(2, id="strange id: [x]::y / z"), pytest.param(4, marks=pytest.mark.skip)]
)
def test_strange_id(number):
    assert grid.is_large(number + 2)
