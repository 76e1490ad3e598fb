total = 0


def doubled(numbers):
    return [number * 2 for number in numbers]


def in_order(words):
    return sorted(words, key=lambda word: (len(word), word))


def compose(text):
    def trimmed():
        return text.strip()

    def lowered():
        return trimmed().lower()

    return lowered()


def unique(words):
    return {word.lower() for word in words}


def matrix(size):
    return [[row * size + column for column in range(size)] for row in range(size)]


def grow(amount):
    global total
    total += amount
    return total


def local(flag):
    value = 1
    if flag:
        value = 2
    return value


def first(numbers):
    return next((number for number in numbers if number > 1), None)


def plain(numbers):
    return numbers
