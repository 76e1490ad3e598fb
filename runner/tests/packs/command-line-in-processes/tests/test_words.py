import os
import subprocess
import sys

import pytest


def test_count(words):
    assert words("count", "one two three").stdout == "3\n"


def test_too_few(words):
    result = words("count")
    assert (result.returncode, result.stderr) == (2, "too few arguments\n")


def test_shorten(words):
    assert words("shorten", "abcdefgh").stdout == "abcde\n"


@pytest.mark.skipif(os.name != "posix", reason="a script with a shebang")
def test_installed_script(tmp_path):
    script = tmp_path / "words"
    lines = ["#!" + sys.executable, "import sys", "from words.__main__ import main", "sys.exit(main(sys.argv[1:]))"]
    script.write_text("\n".join(lines), "utf-8")
    script.chmod(0o755)
    places = os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])
    environment = dict(os.environ, PYTHONPATH=places)
    assert subprocess.run([str(script), "shout", "hey"], capture_output=True, text=True, env=environment).stdout == "HEY\n"


def test_answer(ask):
    assert ask("abc") == "cba"


def test_farewell(ask):
    assert ask("end") == "bye"
