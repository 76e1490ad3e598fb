import asyncio

import pytest
import pytest_asyncio

import flows


@pytest_asyncio.fixture
async def session():
    async with flows.Session() as session:
        yield session
    assert not session.is_open


async def test_add():
    assert await flows.add(1, 2) == 3


@pytest.mark.parametrize("limit", [0, 2])
async def test_count(limit):
    assert [number async for number in flows.count(limit)] == list(range(limit))


async def test_session(session):
    assert session.is_open


async def test_gather():
    assert await flows.gather([1, 2]) == 5


async def test_time_out():
    assert await flows.with_time_out(5) == "done"


def test_without_a_loop():
    assert asyncio.run(flows.add(0, 0)) == 0


def test_never_awaited():
    flows.never_awaited().close()
