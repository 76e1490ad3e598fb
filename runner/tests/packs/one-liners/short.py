def add(a, b=1):
    return a + b  # noqa: E704


class Pair:
    size = 2
    half = lambda self, by=2: self.size / by  # noqa: E702, E731

    def __len__(self):
        return self.size  # noqa: E704


double = lambda value, factor=2: value * factor  # noqa: E731


def choose(number):
    return "odd" if number % 2 else "even"  # noqa: E704


def listing(numbers, key=lambda number: -number):
    return sorted(numbers, key=key)  # noqa: E704
