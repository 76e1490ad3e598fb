"""Text for the report is storable, short and without escape codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinybug_runner.child.measured_files import MeasuredFiles, module_names, runs_of
from tinybug_runner.plain_text import captured_output, one_line, shortened, storable


def test_what_databases_refuse_is_replaced() -> None:
    assert storable("a\0b\udc80c") == "a\ufffdb?c"


def test_escape_codes_are_removed() -> None:
    assert shortened("\x1b[1;31mred\x1b[0m \x1b]0;title\x07x") == "red x"


def test_long_text_is_cut() -> None:
    assert shortened("x" * 20, 5) == "xxxx…"
    assert one_line("a\n  b\t c") == "a b c"


@pytest.mark.parametrize("size", [0, 10, 4096, 5000, 8192, 8193, 300_000, 600_000, 2_000_000])
def test_output_keeps_its_head_and_tail_and_counts_the_rest(tmp_path: Path, size: int) -> None:
    text = "".join(f"{number:09}\n" for number in range(size // 10 + 1)).encode()[:size]
    (tmp_path / "output").write_bytes(text)
    output = captured_output(str(tmp_path / "output"))
    if size == 0:
        assert output is None
        return
    assert output is not None
    head, tail, omitted = str(output["head"]).encode(), str(output["tail"]).encode(), output["omittedBytes"]
    assert len(head) <= 4096 and len(tail) <= 4096
    assert text.startswith(head) and text.endswith(tail)
    assert len(head) + len(tail) + int(omitted) == size


def test_consecutive_lines_become_ranges() -> None:
    assert runs_of([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]


def test_a_file_may_be_imported_under_several_names() -> None:
    assert module_names("src/a/b.py") == ["src.a.b", "a.b", "b"]
    assert module_names("src/a/__init__.py") == ["src.a", "a"]
    assert module_names("data.txt") == []


def test_measured_files_are_known_by_their_real_path(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("", "utf-8")
    (tmp_path / "link.py").symlink_to(tmp_path / "a.py")
    files = MeasuredFiles(str(tmp_path), ["a.py"])
    for name in ("a.py", str(tmp_path / "link.py"), str(tmp_path / "x" / ".." / "a.py")):
        assert files.path_of(name) == "a.py"
    assert files.path_of("<string>") is None
    # The first line of a module's code object can be 0, and a negative one is that of a function that was entered.
    lines = {("a.py", 0), ("a.py", -2), ("a.py", 2), (str(tmp_path / "link.py"), 3), ("b.py", 1)}
    assert files.ranges(lines) == {"a.py": [[2, 3]]}
    assert files.entered(lines) == {"a.py": [[2, 2]]}
