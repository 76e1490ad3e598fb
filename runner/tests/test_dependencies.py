"""The baseline says which files each test depends on, and an earlier one that still holds runs no test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict, Set

import pytest

from measured_project import MeasuredProject, Pack, Record, only

SHOP = "RATES = 'rates.txt'\n\n\ndef rates():\n    return open(RATES).read()\n\n\ndef one():\n    return 1\n"
OTHER = "import shop\n\ndef test_other():\n    assert shop.one() == 1\n"


class Project:
    """A tiny one, whose tests are the files that are written to it."""

    def __init__(self, place: Path) -> None:
        (place / "pack").mkdir()
        self.measured = MeasuredProject(Pack(place / "pack", ["shop.py"], [], repeats=2), place)
        self.root = self.measured.root
        self.write("shop.py", SHOP)
        self.write("rates.txt", "7")
        self.write("test_other.py", OTHER)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def dependencies(self) -> Record:
        records = self.measured.baseline()
        assert only(records, "finished")
        return only(records, "dependencies")

    def known(self, record: Record) -> Record:
        known = {"runId": "earlier", **{key: record[key] for key in ("environment", "collection", "files")}}
        return {**self.measured.baseline_plan(), "known": known}

    def is_known(self, record: Record, **environment: str) -> bool:
        self.measured.pack.environment = environment
        records = self.measured.run(self.known(record))
        kinds = [each["type"] for each in records]
        if "baseline-known" in kinds:
            assert kinds == ["started", "baseline-known", "finished"]
            assert only(records, "baseline-known")["runId"] == "earlier"
        return "baseline-known" in kinds


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def shared(record: Record) -> Set[str]:
    return {record["files"][index][0] for index in record["shared"]["files"]}


def own(record: Record, test: str) -> Set[str]:
    module = record["modules"][record["tests"][test]]
    return {record["files"][index][0] for index in module["files"]}


def unbounded(record: Record) -> Dict[str, bool]:
    """Of all tests under "", and of each test."""
    modules = record["modules"]
    return {
        "": record["shared"]["isUnbounded"],
        **{test: modules[place]["isUnbounded"] for test, place in record["tests"].items()},
    }


def looking(record: Record) -> Dict[str, Any]:
    """Lines of functions of `shop.py` whose defaults were looked at: by all tests under "", and by each test."""
    modules = record["modules"]
    places = {"": record["shared"], **{test: modules[place] for test, place in record["tests"].items()}}
    return {test: place["readDefaults"]["shop.py"] for test, place in places.items() if place["readDefaults"]}


DEFAULTS = SHOP + "\n\ndef two(count=2, *, sign=1):\n    return count\n\n\ndef ask(function):\n    return function.__defaults__\n"


@pytest.mark.parametrize(
    "look",
    [
        "shop.two.__defaults__",
        "shop.two.__kwdefaults__",
        "inspect.signature(shop.two)",
        "inspect.getfullargspec(shop.two)",
        "types.FunctionType(shop.two.__code__, {}, 'two', shop.two.__defaults__)(sign=1)",
        "mock.create_autospec(shop.two)",
    ],
)
def test_a_test_that_looks_at_defaults_is_noticed_however_it_does(project: Project, look: str) -> None:
    project.write("shop.py", DEFAULTS)
    project.write(
        "test_looks.py", f"import inspect, types\nfrom unittest import mock\nimport shop\n\ndef test_it():\n    {look}\n"
    )
    assert looking(project.dependencies()) == {"test_looks.py::test_it": [[12, 12]]}


def test_calls_and_wrappers_look_at_no_defaults(project: Project) -> None:
    project.write("shop.py", DEFAULTS)
    project.write(
        "test_calls.py",
        "import copy, functools\nimport shop\n\ndef test_it():\n"
        "    copy.copy(functools.wraps(shop.two)(functools.partial(shop.two)))()\n",
    )
    assert looking(project.dependencies()) == {}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("test_it.py", "import shop\nLOOK = shop.two.__defaults__\n\ndef test_it():\n    pass\n"),
        ("test_it.py", "import shop\n\ndef test_it():\n    assert shop.ask(shop.two)\n"),
        ("test_other.py", "import shop\n\ndef test_other():\n    assert shop.two.__defaults__\n"),
    ],
    ids=["while collecting", "by measured code, which may keep them", "by a module that another one names"],
)
def test_defaults_that_others_may_know_of_count_for_all(project: Project, path: str, code: str) -> None:
    project.write("shop.py", DEFAULTS)
    project.write("test_names.py", "import test_other\n\ndef test_names():\n    pass\n")
    project.write(path, code)
    assert looking(project.dependencies())[""] == [[12, 12]]


def test_it_is_not_known_who_uses_defaults_where_a_test_took_the_trace_function_away(project: Project) -> None:
    code = "import sys\nimport shop\n\ndef test_it():\n    sys.settrace(sys.gettrace())\n    shop.one()\n"
    project.write("test_traces.py", code)
    record = project.dependencies()
    told = {test: "readDefaults" in record["modules"][place] for test, place in record["tests"].items()}
    is_traced = sys.version_info < (3, 12)
    assert told == {"test_traces.py::test_it": not is_traced, "test_other.py::test_other": True}


def test_doctests_of_measured_code_look_at_defaults_for_all(project: Project) -> None:
    project.write("shop.py", "def two(count=2):\n    \"\"\"\n    >>> two.__defaults__\n    (2,)\n    \"\"\"\n")
    project.write("test_other.py", "")
    project.measured.pack.pytestArguments.append("--doctest-modules")
    assert looking(project.dependencies())[""] == [[1, 1]]


def test_a_module_of_tests_counts_for_its_own_tests_and_the_code_they_import_for_all(project: Project) -> None:
    record = project.dependencies()
    assert shared(record) == {"shop.py"}
    assert own(record, "test_other.py::test_other") == {"test_other.py"}
    assert unbounded(record) == {"": False, "test_other.py::test_other": False}


def test_a_file_that_a_test_reads_itself_counts_for_the_tests_of_its_module(project: Project) -> None:
    project.write("test_reads.py", "def test_reads():\n    assert open('rates.txt').read() == '7'\n")
    record = project.dependencies()
    assert own(record, "test_reads.py::test_reads") == {"test_reads.py", "rates.txt"}
    assert own(record, "test_other.py::test_other") == {"test_other.py"}
    assert "rates.txt" not in shared(record)


@pytest.mark.parametrize(
    "reading",
    [
        "pathlib.Path('rates.txt').read_text()",
        "os.read(os.open('rates.txt', os.O_RDONLY), 9)",
        "open(os.path.abspath('rates.txt'), 'r+').read()",
        "shutil.copyfile('rates.txt', os.devnull)",
        "sqlite3.connect('rates.txt')",
        "(os.chdir('tests'), open('../rates.txt').read())",
    ],
)
def test_a_file_is_noticed_however_a_test_reads_it(project: Project, reading: str) -> None:
    code = f"import os, pathlib, shutil, sqlite3\n\ndef test_reads():\n    {reading}\n"
    project.write("tests/test_reads.py", code)
    assert "rates.txt" in own(project.dependencies(), "tests/test_reads.py::test_reads")


def test_a_file_that_code_reads_for_a_test_counts_for_all_because_code_may_keep_it(project: Project) -> None:
    project.write("test_reads.py", "import shop\n\ndef test_reads():\n    assert shop.rates() == '7'\n")
    assert "rates.txt" in shared(project.dependencies())


@pytest.mark.parametrize(
    ("conftest", "test"),
    [
        ("RATES = open('rates.txt').read()", "def test_it():\n    pass\n"),
        (
            "import pytest\n\n@pytest.fixture\ndef rates():\n    return open('rates.txt').read()\n",
            "def test_it(rates):\n    pass\n",
        ),
        ("", "RATES = open('rates.txt').read()\n\ndef test_it():\n    pass\n"),
        (
            "",
            "import pytest\n\n@pytest.fixture(scope='module')\ndef rates():\n    return open('rates.txt').read()\n\n"
            "def test_it(rates):\n    pass\n",
        ),
        ("", "def teardown_module():\n    open('rates.txt').read()\n\ndef test_it():\n    pass\n"),
        ("", "def test_it():\n    pass\n\ndef teardown_function():\n    open('rates.txt').read()\n"),
    ],
    ids=["conftest", "fixture", "module", "module fixture", "module teardown", "function teardown"],
)
def test_what_is_read_outside_of_tests_counts_for_all(project: Project, conftest: str, test: str) -> None:
    project.write("conftest.py", conftest)
    project.write("test_it.py", test)
    record = project.dependencies()
    assert {"conftest.py", "rates.txt"} <= shared(record)
    assert own(record, "test_it.py::test_it") == {"test_it.py"}


def test_a_module_that_is_imported_late_counts_for_all(project: Project) -> None:
    project.write("late.py", "")
    project.write("test_late.py", "def test_late():\n    import sys, late\n    del sys.modules['late']\n")
    assert "late.py" in shared(project.dependencies())


def test_a_module_of_tests_that_other_code_names_counts_for_all(project: Project) -> None:
    project.write("test_base.py", "ONE = 1\n\ndef test_base():\n    pass\n")
    project.write("test_uses.py", "from test_base import ONE\n\ndef test_uses():\n    assert ONE == 1\n")
    record = project.dependencies()
    assert "test_base.py" in shared(record)
    assert "test_uses.py" not in shared(record)


def test_a_file_outside_of_the_project_is_named_by_its_whole_path(project: Project, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("1", "utf-8")
    project.write("test_reads.py", f"def test_reads():\n    open({str(tmp_path / 'outside.txt')!r}).read()\n")
    assert str(tmp_path / "outside.txt") in own(project.dependencies(), "test_reads.py::test_reads")


@pytest.mark.parametrize("how", ["subprocess.run(['true'])", "os.system('true')", "os.waitpid(os.fork() or os._exit(0), 0)"])
def test_a_test_that_starts_a_process_may_depend_on_everything(project: Project, how: str) -> None:
    project.write("test_starts.py", f"import os, subprocess\n\ndef test_starts():\n    {how}\n")
    assert unbounded(project.dependencies()) == {
        "": False,
        "test_other.py::test_other": False,
        "test_starts.py::test_starts": True,
    }


def test_a_process_that_code_starts_makes_all_tests_depend_on_everything(project: Project) -> None:
    project.write("starts.py", "import subprocess\n\ndef start():\n    subprocess.run(['true'])\n")
    project.write("test_starts.py", "import starts\n\ndef test_starts():\n    starts.start()\n")
    assert unbounded(project.dependencies())[""]


def test_questions_about_the_system_start_processes_that_do_not_count(project: Project) -> None:
    project.write("test_asks.py", "import ctypes.util\n\ndef test_asks():\n    ctypes.util.find_library('c')\n")
    assert not any(unbounded(project.dependencies()).values())


def test_a_known_baseline_holds_while_nothing_changes_and_runs_no_test(project: Project, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    project.write("test_mark.py", f"def test_mark():\n    open({str(mark)!r}, 'w').close()\n")
    record = project.dependencies()
    mark.unlink()
    assert project.is_known(record)
    assert not mark.exists()


def test_a_known_baseline_ends_with_a_changed_file_an_added_test_and_another_variable(project: Project) -> None:
    project.write("test_reads.py", "def test_reads():\n    open('rates.txt').read()\n")
    record = project.dependencies()
    assert not project.is_known(record, PYTHONBREAKPOINT="0")
    assert project.is_known(record, UNRELATED="1")
    project.write("rates.txt", "8")
    assert not project.is_known(record)
    project.write("rates.txt", "7")
    assert project.is_known(record)
    project.write("test_added.py", "def test_added():\n    pass\n")
    assert not project.is_known(record)


def test_a_known_baseline_ends_with_another_distribution(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages" / "tiny-1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Name: tiny\nVersion: 1\n", "utf-8")
    (folder / "RECORD").write_text("tiny.py,sha256=1,\n", "utf-8")
    path = {"PYTHONPATH": str(folder.parent)}
    project.measured.pack.environment = path
    record = project.dependencies()
    assert project.is_known(record, **path)
    (folder / "RECORD").write_text("tiny.py,sha256=2,\n", "utf-8")
    assert not project.is_known(record, **path)
    (folder / "RECORD").write_text("tiny.py,sha256=1,\n", "utf-8")
    (folder / "METADATA").write_text("Name: tiny\nVersion: 2\n", "utf-8")
    assert not project.is_known(record, **path)


def test_a_known_baseline_ends_with_code_that_lies_outside_of_the_project(project: Project, tmp_path: Path) -> None:
    code = tmp_path / "elsewhere" / "helper.py"
    code.parent.mkdir()
    code.write_text("", "utf-8")
    path = {"PYTHONPATH": str(code.parent)}
    project.measured.pack.environment = path
    record = project.dependencies()
    assert project.is_known(record, **path)
    code.write_text("CHANGED = True\n", "utf-8")
    assert not project.is_known(record, **path)


@pytest.mark.parametrize(
    "known", [{}, {"runId": "r", "environment": "0", "collection": "0" * 64, "files": []}, {"files": [["a"]]}]
)
def test_a_plan_with_an_incomplete_known_baseline_is_refused(project: Project, known: Dict[str, Any]) -> None:
    plan = {**project.measured.baseline_plan(), "known": known}
    message = only(project.measured.run(plan), "failed")["message"]
    assert "The plan is not valid: known" in message
