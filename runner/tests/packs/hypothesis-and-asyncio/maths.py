import asyncio


def clamp(number, low, high):
    if number < low:
        return low
    if number > high:
        return high
    return number


async def later(value):
    await asyncio.sleep(0)
    return value + 1
