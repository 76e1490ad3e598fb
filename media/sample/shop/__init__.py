"""A small shop: a cart, discounts and shipping."""
