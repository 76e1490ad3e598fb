import threading


def double(number):
    return number * 2


def in_thread(number):
    results = []
    thread = threading.Thread(target=lambda: results.append(double(number)))
    thread.start()
    thread.join()
    return results[0]


def half(number):
    return number // 2


if __name__ == "__main__":
    print(half(4))
