import os
import random

import pytest

import parts

NUMBERS = range(len(parts.PARTS))


def is_unlucky(number):
    """Seeded, so that the same calls of a test in the same order always have the same luck."""
    rate = float(os.environ.get("RATE_OF_FAILURES", "0"))
    place = os.path.join(os.environ["PLACE_OF_PACK"], f"calls-{number}")
    with open(place, "ab") as file:
        file.write(b"x")
        call = file.tell()
    return random.Random(f"luck2-{number}-{call}").random() < rate


@pytest.mark.parametrize("number", NUMBERS)
def test_at_random(number):
    assert len(parts.PARTS[number]()) == 2
    assert not is_unlucky(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_reliable(number):
    assert parts.PARTS[number]()[0] == number
