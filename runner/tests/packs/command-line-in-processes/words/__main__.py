import sys

from words import core


def main(arguments):
    command, *rest = arguments
    if command == "serve":
        for line in sys.stdin:
            print(core.answer(line) if line.strip() != "end" else core.farewell(), flush=True)
        return 0
    if not rest:
        print("too few arguments", file=sys.stderr)
        return 2
    print({"count": core.count, "shorten": core.shorten, "shout": core.shout}[command](rest[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
