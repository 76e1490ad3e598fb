import os
import runpy
import subprocess
import sys

import profiled

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*arguments, **options):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, **options)


def output(*arguments, **options):
    return run(*arguments, **options).stdout.strip()


def test_by_path():
    assert output("tool.py", "path") == "101"


def test_as_module():
    assert output("-m", "tool", "module") == "201"


def test_by_runpy(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["tool.py", "runpy"])
    runpy.run_path("tool.py", run_name="__main__")
    assert capsys.readouterr().out == "301\n"


def test_spawning(tmp_path):
    assert output("-W", "error", os.path.join(HERE, "tool.py"), "spawning", cwd=tmp_path) == "401"


def frames(traceback):
    return [line for line in traceback.splitlines() if line.startswith(("  File", "Traceback", "LookupError"))]


def test_traceback():
    result = run(os.path.join(HERE, "tool.py"), "raising")
    assert result.returncode == 1
    first, *places, last = frames(result.stderr)
    assert (first, last) == ("Traceback (most recent call last):", "LookupError: no such thing")
    assert [place.rpartition(" in ")[2] for place in places] == ["<module>", "raising"]


def test_profiled():
    assert profiled.by_another_tool(1) == 501
    assert "502" in output("-m", "cProfile", "profiled.py")


def test_names():
    names = [
        "__annotations__", "__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__", "__package__",
        "__spec__", "as_module", "by_path", "by_runpy", "multiprocessing", "raising", "spawned", "spawning", "sys",
    ]
    expected = [names, None, None, "__main__", "SourceFileLoader", ["tool.py", "names"], False]
    assert output("tool.py", "names") == str(expected)
