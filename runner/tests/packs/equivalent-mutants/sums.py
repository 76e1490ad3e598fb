def larger(a, b):
    if a > b:
        return a
    return b


def total(numbers):
    result = 0
    index = 0
    while index != len(numbers):
        result += numbers[index]
        index += 1
    return result


def is_even(number):
    remainder = number % 2
    return True if remainder == 0 else False
