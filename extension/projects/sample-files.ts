/** By name: in a browser, what comes with the extension can be read and not listed. */
export const SAMPLE_FILES = [
  'README.md',
  'pyproject.toml',
  'shop/__init__.py',
  'shop/cart.py',
  'shop/discounts.py',
  'shop/shipping.py',
  'tests/test_cart.py',
  'tests/test_discounts.py',
  'tests/test_shipping.py',
];
