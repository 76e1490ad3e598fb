import pytest

import tasks

pytestmark = pytest.mark.anyio


@pytest.fixture
async def doubled():
    yield await tasks.double(4)


async def test_double(doubled):
    assert doubled == 8


async def test_collect():
    assert await tasks.collect([2, 1]) == [2, 4]


async def test_only_on_trio(anyio_backend_name):
    assert (await tasks.only_on_trio() == "trio") == (anyio_backend_name == "trio")
