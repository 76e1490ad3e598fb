"""What a customer is about to buy."""

from dataclasses import dataclass, field

from shop.discounts import discount_rate

LARGEST_QUANTITY = 99


@dataclass
class Line:
    name: str
    unit_price: int
    quantity: int = 1

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity


@dataclass
class Cart:
    """Prices are in cents."""

    lines: list = field(default_factory=list)

    def add(self, name: str, unit_price: int, quantity: int = 1) -> None:
        if quantity < 1 or quantity > LARGEST_QUANTITY:
            raise ValueError(f"quantity must be from 1 to {LARGEST_QUANTITY}")
        for line in self.lines:
            if line.name == name and line.unit_price == unit_price:
                line.quantity += quantity
                return
        self.lines.append(Line(name, unit_price, quantity))

    def remove(self, name: str) -> bool:
        before = len(self.lines)
        self.lines = [line for line in self.lines if line.name != name]
        return len(self.lines) < before

    def subtotal(self) -> int:
        return sum(line.total for line in self.lines)

    def total(self, is_member: bool = False) -> int:
        subtotal = self.subtotal()
        return subtotal - round(subtotal * discount_rate(subtotal, is_member))
