def is_free(n):
    return n >= 5
