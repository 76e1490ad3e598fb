MARK = "slow"


def is_wanted(name):
    return "unwanted" not in name


def banner():
    return "banner"


def value(level):
    return level * 10


def check(result):
    if result is None:
        raise ValueError("no result")


def env_name():
    return "RULES_LEVEL"
