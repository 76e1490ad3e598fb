import inspect
import linecache

import mirror


def test_source():
    assert mirror.shown() == 2
    assert "1 + 1" in inspect.getsource(mirror.shown)


def test_where():
    assert mirror.where() == 11


def test_first_line():
    assert mirror.last.__code__.co_firstlineno == 26
    assert mirror.last() is not None


def test_traceback():
    assert mirror.lines_of_failure() == [21, 16]


def test_line_cache():
    assert linecache.getline(mirror.__file__, 7).strip() == "return 1 + 1"


def test_constants():
    assert mirror.last() is not None
    assert "last" in mirror.last.__code__.co_consts


def test_documentation():
    assert mirror.shown.__doc__ == "Shown to users."
