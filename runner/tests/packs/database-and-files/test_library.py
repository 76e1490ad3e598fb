import os
import tempfile

import pytest

import library


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    shelf = library.Library(tmp_path_factory.mktemp("shelf") / "books.sqlite")
    yield shelf
    shelf.close()


def test_add(shelf):
    shelf.add("b", 2)
    shelf.add("a", 1)
    assert shelf.loud() == ["A", "B"]


def test_scratch():
    assert library.scratch("text") == "text"
    assert os.listdir(tempfile.gettempdir()) is not None


def test_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert library.here() == str(tmp_path)
    assert not library.relative()


def test_moves_away(tmp_path):
    os.chdir(tmp_path)
    assert library.limit() == 3


def test_after_the_move():
    assert library.here() is not None
