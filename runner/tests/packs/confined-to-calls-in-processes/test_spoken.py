import os
import subprocess
import sys
import threading

import spoken


def ask(expression):
    command = f"import inspect, spoken; print({expression})"
    return subprocess.run([sys.executable, "-c", command], check=True, capture_output=True, text=True).stdout.strip()


def test_interpreter():
    assert ask("spoken.in_interpreter()") == "hello"


def test_fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0 if spoken.IN_FORK() == 3 else 1)
    assert os.waitpid(pid, 0)[1] == 0


def test_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(spoken.in_thread()))
    thread.start()
    thread.join()
    assert found == [4]


def test_signature_in_interpreter():
    assert ask("inspect.signature(spoken.looked_at_in_interpreter).parameters['timeout'].default") == "30"
