LIMIT = 5


def count(text):
    return len(text.split())


def shorten(text):
    return text[:LIMIT]


def shout(text):
    return text.upper()


def answer(line):
    return line.strip()[::-1]


def farewell():
    return "bye"


def never(text):
    return text + "!"
