import runpy
import subprocess
import sys


def output(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True).stdout.strip()


def test_by_path():
    assert output("tool.py", "path") == "101"


def test_as_module():
    assert output("-m", "tool", "module") == "201"


def test_by_runpy(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["tool.py", "runpy"])
    runpy.run_path("tool.py", run_name="__main__")
    assert capsys.readouterr().out == "301\n"
