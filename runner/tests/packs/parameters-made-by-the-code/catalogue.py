SIZES = ["small", "large"]
SHAPES = ["round", "square"]


def is_known(name):
    return name in SIZES or name in SHAPES
