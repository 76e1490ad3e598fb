import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()


def price(n):
    total = n * 2
    return total
