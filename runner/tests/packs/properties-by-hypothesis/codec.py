import time


def encode(text):
    result = []
    for letter in text:
        if result and result[-1][0] == letter:
            result[-1][1] += 1
        else:
            result.append([letter, 1])
    return result


def decode(pairs):
    return "".join(letter * count for letter, count in pairs)


def rarely(number):
    if number == int("123456789"):
        return "found"
    return "usual"


def slow(number):
    time.sleep(0.0)
    return number
