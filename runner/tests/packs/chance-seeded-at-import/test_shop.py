import random

import shop

random.seed(7)


def test_is_free():
    n = random.randint(0, 9)
    assert shop.is_free(n) == (n > 4)
