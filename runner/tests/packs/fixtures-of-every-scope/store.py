class Store:
    def __init__(self):
        self.items = []
        self.is_closed = False

    def add(self, item):
        self.items.append(item)
        return len(self.items)

    def close(self):
        self.is_closed = True


def prefix():
    return "x-"


def reset(state):
    state.clear()


def of_package():
    return "package"


def named(name):
    return name.title()
