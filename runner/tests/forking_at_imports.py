"""The runner, with a server for each file, which it has by itself only for files with many mutants to import."""

import os
import sys

sys.path[0] = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")

from tinybug_runner.command_line import main
from tinybug_runner.mutants import import_servers

import_servers.LEAST_MUTANTS = 1
sys.path[0] = os.getcwd()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
