"""Who pays less, and how much less."""

MEMBER_RATE = 0.05
LARGE_ORDER = 10_000


def discount_rate(subtotal: int, is_member: bool) -> float:
    """Large orders get a tenth off; members get five per cent on top."""
    rate = 0.0
    if subtotal >= LARGE_ORDER:
        rate += 0.10
    if is_member:
        rate += MEMBER_RATE
    return rate
