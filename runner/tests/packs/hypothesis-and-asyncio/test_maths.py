from hypothesis import given
from hypothesis import strategies as st

import maths


@given(st.integers(), st.integers(0, 5))
def test_clamp(number, low):
    result = maths.clamp(number, low, low + 10)
    assert low <= result <= low + 10


async def test_later():
    assert await maths.later(1) == 2
