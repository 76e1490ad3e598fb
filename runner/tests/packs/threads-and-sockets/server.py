import socket
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor


def transform(data):
    return data[::-1]


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(transform(self.request.recv(100)))


def started():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def ask(address, data):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(data)
        return connection.recv(100)


def squares(numbers):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda number: number**2, numbers))


def later(results):
    timer = threading.Timer(0.01, lambda: results.append("later"))
    timer.start()
    return timer


LOCAL = threading.local()


def per_thread(value):
    LOCAL.value = value
    thread = threading.Thread(target=setattr, args=(LOCAL, "value", None))
    thread.start()
    thread.join()
    return LOCAL.value
