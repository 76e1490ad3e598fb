import pytest

import prices

NET = prices.net(100)


def test_net_is_what_it_was():
    assert prices.net(100) == NET


def test_tax():
    assert abs(prices.tax(100) - 20) < 1e-9


@pytest.mark.parametrize("name", prices.names())
def test_name_is_known(name):
    assert name in prices.names()


class TestRounded:
    expected = prices.rounded(2.4)

    def test_rounded(self, expected=prices.rounded(2.4)):
        assert prices.rounded(2.4) == expected == self.expected
