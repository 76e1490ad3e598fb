import anyio


async def double(number):
    await anyio.sleep(0)
    return number * 2


async def collect(numbers):
    results = []

    async def work(number):
        results.append(await double(number))

    async with anyio.create_task_group() as group:
        for number in numbers:
            group.start_soon(work, number)
    return sorted(results)


def library():
    import sniffio

    return sniffio.current_async_library()


async def only_on_trio():
    if library() == "trio":
        return "trio"
    return "other"
