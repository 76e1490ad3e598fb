import os
import subprocess
import sys

import pytest

ENVIRONMENT = dict(os.environ, WORDS="early")
"""Of the time before any test ran."""


@pytest.fixture
def words():
    def run(*arguments):
        command = [sys.executable, "-m", "words", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)

    return run


@pytest.fixture(scope="session")
def server():
    command = [sys.executable, "-m", "words", "serve"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def ask(server):
    def question(text):
        server.stdin.write(text + "\n")
        server.stdin.flush()
        return server.stdout.readline().strip()

    return question
