from hypothesis import example, given, settings
from hypothesis import strategies as st

import codec


@given(st.text())
def test_round_trip(text):
    assert codec.decode(codec.encode(text)) == text


@given(st.integers())
@settings(max_examples=20)
def test_rarely(number):
    assert codec.rarely(number) == "usual"


@example("aab")
@given(st.text(alphabet="ab"))
def test_no_neighbours(text):
    letters = [letter for letter, _ in codec.encode(text)]
    assert all(left != right for left, right in zip(letters, letters[1:]))


@settings(max_examples=5)
@given(st.integers())
def test_slow(number):
    assert codec.slow(number) == number
