import os


def keep(folder, names, size):
    for name in names:
        with open(os.path.join(folder, name), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
    return True


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
    return len(text)
