import pytest

from shop.shipping import shipping_cost


@pytest.mark.parametrize(
    ("zone", "cost"),
    [("domestic", 490), ("europe", 990), ("world", 1_990)],
)
def test_light_parcels(zone, cost):
    assert shipping_cost(1_000, zone, 500) == cost


def test_large_domestic_orders_are_free():
    assert shipping_cost(8_000, "domestic", 500) == 0


def test_heavy_parcels_cost_more():
    assert shipping_cost(1_000, "europe", 4_500) > shipping_cost(1_000, "europe", 500)


def test_unknown_zone():
    with pytest.raises(KeyError):
        shipping_cost(1_000, "moon", 500)
