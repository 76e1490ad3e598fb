calls = []


def remember():
    calls.append(1)
    return len(calls)
