"""Each part's first number is asserted by a reliable test, its second by none."""


def part_0():
    return [0, 100]


def part_1():
    return [1, 101]


def part_2():
    return [2, 102]


def part_3():
    return [3, 103]


def part_4():
    return [4, 104]


def part_5():
    return [5, 105]


def part_6():
    return [6, 106]


def part_7():
    return [7, 107]


def part_8():
    return [8, 108]


def part_9():
    return [9, 109]


def part_10():
    return [10, 110]


def part_11():
    return [11, 111]


PARTS = [part_0, part_1, part_2, part_3, part_4, part_5, part_6, part_7, part_8, part_9, part_10, part_11]
