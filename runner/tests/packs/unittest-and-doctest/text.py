def shout(word):
    """
    >>> shout("a")
    'A!'
    """
    return word.upper() + "!"


def whisper(word):
    return word.lower()


def count(words):
    total = 0
    for word in words:
        total += len(word)
    return total


def halve(number):
    return number / 2
