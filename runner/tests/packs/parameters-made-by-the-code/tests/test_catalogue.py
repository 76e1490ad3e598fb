import pytest

import catalogue


@pytest.mark.parametrize("size", catalogue.SIZES)
def test_size(size):
    assert size in ("small", "large")


@pytest.mark.parametrize("shape", catalogue.SHAPES)
def test_shape(shape):
    assert catalogue.is_known(shape)
