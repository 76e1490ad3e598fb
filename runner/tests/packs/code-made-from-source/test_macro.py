import importlib.util
import pathlib

import macro

FILE = pathlib.Path(__file__).with_name("loaded.py")


def load():
    spec = importlib.util.spec_from_file_location("loaded by hand", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EARLY = load().answer


def test_area():
    assert macro.area(3, 4) == 12
    assert macro.volume(1, 2, 3) == 6


def test_plain():
    assert macro.plain(1) == 2


def test_loaded_early():
    assert EARLY() == 42


def test_loaded_late():
    assert load().other() == "other"


def test_compiled_from_the_file():
    namespace = {}
    exec(compile(FILE.read_text("utf-8"), str(FILE), "exec"), namespace)
    assert namespace["answer"]() > 0
    assert namespace["other"]() > ""
