import os
import pathlib

import notes

PLACE = pathlib.Path(__file__).with_name("notes.txt")


def test_render():
    assert not PLACE.exists()
    PLACE.write_text(notes.render("a"))
    assert PLACE.read_text() == "a\n"
    PLACE.unlink()


def test_title():
    assert not os.path.exists("title.txt")
    assert notes.title("a b") == "A B"
