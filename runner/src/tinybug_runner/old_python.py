# What the runner says on a Python that is too old. Written so that Python 2.7 can run it.
import json
import platform
import sys


def main(arguments):
    version = platform.python_version()
    message = "Tinybug needs Python 3.9 or newer; %s is Python %s." % (sys.executable, version)
    sys.stderr.write(message + "\n")
    report = value_of("--report", arguments)
    if report is None:
        return 2
    records = [
        {
            "type": "started",
            "version": 1,
            "runnerVersion": "unknown",
            "pythonVersion": version,
            "pytestVersion": "unknown",
            "platform": sys.platform,
        },
        {"type": "failed", "code": "python-too-old", "message": message},
    ]
    with open(report, "w") as file:
        for record in records:
            file.write(json.dumps(record) + "\n")
    return 0


def value_of(option, arguments):
    for index, argument in enumerate(arguments):
        if argument == option and index + 1 < len(arguments):
            return arguments[index + 1]
        if argument.startswith(option + "="):
            return argument[len(option) + 1 :]
    return None
