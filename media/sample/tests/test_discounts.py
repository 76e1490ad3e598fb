import pytest

from shop.discounts import discount_rate


def test_small_orders_have_no_discount():
    assert discount_rate(500, is_member=False) == 0


def test_large_orders_have_a_discount():
    assert discount_rate(20_000, is_member=False) == pytest.approx(0.10)


def test_members_of_large_orders_have_both():
    assert discount_rate(20_000, is_member=True) == pytest.approx(0.15)
