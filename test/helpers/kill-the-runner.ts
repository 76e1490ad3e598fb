/**
 * A test that takes down the runner it runs under, and never ends by itself.
 *
 * @param option by which the runner's own process is known among those above the test
 */
export const killTheRunner = (option: string): string => `
import os, signal

def parent_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])

def is_runner(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"${option}" in file.read().split(b"\\0")

def test_takes_the_runner_down():
    runner, pid = 0, os.getpid()
    while pid > 1:
        runner, pid = pid if is_runner(pid) else runner, parent_of(pid)
    os.kill(runner, signal.SIGKILL)
    while True:
        pass
`;
