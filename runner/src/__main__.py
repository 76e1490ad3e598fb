# Entry of `python runner/src` and of `runner.pyz`. Written so that Python 2.7 can read it and say what is wrong.
import os
import sys


def main():
    # As `python -m pytest` does: the project's folder comes first, and ours is not seen by the tests.
    # Tests may go to other folders, and parts of the package are imported late.
    here = sys.path[0] = os.path.abspath(sys.path[0])
    if sys.version_info < (3, 9):
        sys.path.insert(0, os.path.join(here, "tinybug_runner"))
        import old_python

        return old_python.main(sys.argv[1:])
    # Compiled files of our own may be kept, unlike the project's.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    from tinybug_runner.command_line import main as run

    sys.dont_write_bytecode = before
    sys.path[0] = os.getcwd()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
