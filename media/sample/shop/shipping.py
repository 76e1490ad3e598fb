"""What it costs to send a parcel."""

FREE_FROM = 5_000
ZONES = {"domestic": 490, "europe": 990, "world": 1_990}


def shipping_cost(subtotal: int, zone: str, weight_grams: int) -> int:
    """Cost in cents; heavy parcels pay for every kilogram above the second."""
    if zone not in ZONES:
        raise KeyError(f"unknown zone: {zone}")
    if zone == "domestic" and subtotal >= FREE_FROM:
        return 0
    cost = ZONES[zone]
    extra_grams = weight_grams - 2_000
    if extra_grams > 0:
        cost += 300 * -(-extra_grams // 1_000)
    return cost


def is_express_possible(zone: str, hour: int) -> bool:
    return zone == "domestic" and hour < 14
