import os


def table(size):
    return len(bytearray(size))


def save(path, text):
    with open(path, "w") as file:
        file.write(text)
    return os.path.exists(path)


def handles(count):
    opened = [open(os.devnull) for _ in range(count)]
    for file in opened:
        file.close()
    return len(opened)


def speak(times):
    print("word " * times)
    return times
