def value():
    return 1


SETTING = 10
