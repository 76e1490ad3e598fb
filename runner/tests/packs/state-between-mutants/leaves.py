import os
import tempfile

SEEN = []


def save(text):
    place = os.path.join(tempfile.gettempdir(), "leaves")
    with open(place, "w") as file:
        file.write(text)
    os.remove(place)
    return len(text)


def remember(thing):
    SEEN.append(thing)
    return SEEN.pop()


def environment(name):
    return os.environ.get(name, "unset")


def harmless():
    return 1
