import pytest

from shop.cart import Cart


@pytest.fixture
def cart():
    cart = Cart()
    cart.add("tea", 450)
    cart.add("mug", 1_200, quantity=2)
    return cart


def test_subtotal_adds_all_lines(cart):
    assert cart.subtotal() == 2_850


def test_adding_the_same_thing_raises_the_quantity(cart):
    cart.add("tea", 450, quantity=3)
    assert len(cart.lines) == 2
    assert cart.lines[0].quantity == 4


def test_quantity_must_be_sensible(cart):
    with pytest.raises(ValueError):
        cart.add("tea", 450, quantity=0)
    with pytest.raises(ValueError):
        cart.add("tea", 450, quantity=1_000)


def test_remove(cart):
    assert cart.remove("tea")
    assert [line.name for line in cart.lines] == ["mug"]


def test_members_pay_less(cart):
    assert cart.total(is_member=True) < cart.total()
