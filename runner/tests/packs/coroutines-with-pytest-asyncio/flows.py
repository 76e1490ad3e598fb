import asyncio


async def add(a, b):
    await asyncio.sleep(0)
    return a + b


async def count(limit):
    for number in range(limit):
        yield number
        await asyncio.sleep(0)


class Session:
    def __init__(self):
        self.is_open = False

    async def __aenter__(self):
        self.is_open = True
        return self

    async def __aexit__(self, *_):
        self.is_open = False


async def gather(numbers):
    return sum(await asyncio.gather(*(add(number, 1) for number in numbers)))


async def with_time_out(seconds):
    try:
        await asyncio.wait_for(asyncio.sleep(0), seconds)
        return "done"
    except asyncio.TimeoutError:
        return "late"


async def never_awaited():
    return 1
