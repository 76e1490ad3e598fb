log = []


def connect(name):
    log.append(name)
    return {"name": name, "open": True}


def prepare():
    return 7


def close(connection):
    connection["open"] = False
    if len(log) != 1:
        raise RuntimeError("not one connection")


def class_state():
    return "fresh"


def late():
    return 3
