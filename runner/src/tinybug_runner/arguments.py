"""The arguments of the command line, and the help that explains them."""

from __future__ import annotations

import argparse

from . import __version__

USAGE = """\
%(prog)s --plan PLAN --report REPORT [--exit-with-stdin]
       %(prog)s cut PLAN --parts K --output FOLDER
       %(prog)s merge PLAN REPORT ... --output REPORT
       %(prog)s stream REPORT --to URL --audience NAME --while-pid PID"""

DESCRIPTION = """\
Runs a project's own pytest tests on small bugs planted in its code (mutants) and reports which of them the tests
noticed. Start it in the project's folder, with the Python that has the project's packages and pytest 7 or newer.
Nothing is written into the project's folder.
"""

EPILOG = """\
a plan is a JSON file of one of two kinds:
  baseline   every test runs without mutants: how it ends, how long it takes, which lines it executes
  mutants    a list of mutants, each with the place and text of the change and with the tests to run on it

a report has one JSON object a line, written as results arise. The first is of type "started". The last is of type
"finished" where the report is whole, and of type "failed", with the reason, where the plan could not be run.

examples:
  cd path/to/project
  python runner.pyz --plan plan.json --report report.ndjson
  python -m tinybug_runner --plan plan.json --report report.ndjson         (where the package is installed)

  The same on three machines, which need nothing of each other:
  python runner.pyz cut plan.json --parts 3 --output parts
  python runner.pyz --plan parts/part-1.json --report report-1.ndjson      (and so on with parts 2 and 3)
  python runner.pyz merge plan.json report-*.ndjson --output report.ndjson

exit codes:
  0    done: the report ends with "finished", or with "failed" and the reason
  1    something went wrong; standard error says what
  2    wrong usage
  3    merge only: the reports do not make one, because a part is missing, doubled, unfinished or of another plan
  130  stopped from outside
"""

CUT = """\
Cuts a plan of mutants into parts of about equal expected cost, to be run on different machines. The same plan and
number of parts always give the same parts. They are written to FOLDER/part-1.json, FOLDER/part-2.json, and so on.
The cost of a mutant is 10 ms and half of the CPU time that its tests take without it.
"""

MERGE = """\
Merges the reports of all parts of a plan into the report that one run of the whole plan gives: results in the order
of the plan, a canary per file, and the sums of all times. Merging is refused, with exit code 3 and without output,
unless there is exactly one finished report of each part, with one result for each of its mutants, made by the same
versions of the runner, Python and pytest.
"""


STREAM = """\
Sends the lines of a report to a service while another process, which has the id PID, writes it. Ends soon after that
process. The job proves who it is by a token of its CI (GitHub Actions: permission `id-token: write`), made out to
the audience NAME. Where sending does not work, the report holds everything all the same, and the exit code is 0.
"""


def parse(arguments: list[str]) -> argparse.Namespace:
    """`command` is `cut`, `merge`, or None where a plan is run."""
    parser = main_parser()
    options = parser.parse_args(arguments)
    if options.command is None and (options.plan is None or options.report is None):
        parser.error("--plan and --report are needed, or one of the commands: cut, merge, stream")
    return options


def main_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tinybug-runner",
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--plan", metavar="PLAN", help="what to do, a JSON file")
    parser.add_argument("--report", metavar="REPORT", help="where to write what was found")
    parser.add_argument(
        "--exit-with-stdin",
        action="store_true",
        help="stop every test and end as soon as standard input is closed, so that nothing outlives who started this",
    )
    parser.add_argument("--version", action="version", version=f"tinybug-runner {__version__}")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND", prog="tinybug-runner")
    add_cut(commands.add_parser("cut", help="cut a plan into parts for different machines", description=CUT))
    add_merge(commands.add_parser("merge", help="merge the reports of the parts into one", description=MERGE))
    add_stream(commands.add_parser("stream", help="send a report while it is written", description=STREAM))
    return parser


def add_stream(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", metavar="REPORT", help="the report; it need not be there yet")
    parser.add_argument("--to", required=True, metavar="URL", help="where lines are sent by POST")
    parser.add_argument("--audience", required=True, metavar="NAME", help="for whom the job's token is made out")
    parser.add_argument(
        "--token-file", metavar="FILE", help="a token from the service, for a job that its CI gives none"
    )
    parser.add_argument("--while-pid", type=count, required=True, metavar="PID", help="the process that writes")


def add_cut(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="a plan of mutants")
    parser.add_argument("--parts", type=count, required=True, metavar="K", help="how many parts")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="where the parts are written")


def add_merge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="the whole plan that was cut")
    parser.add_argument("reports", metavar="REPORT", nargs="+", help="the reports of its parts, in any order")
    parser.add_argument("--output", required=True, metavar="REPORT", help="where to write the merged report")


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)
