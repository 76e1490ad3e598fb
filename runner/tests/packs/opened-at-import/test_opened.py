import socket
import threading

import opened


def test_numbers():
    assert opened.next_number() == 1
    assert opened.next_number() == 2


def test_database():
    assert opened.add("a") == 1


def test_sockets():
    assert opened.exchange(b"ping") == b"ping"


def test_pipe():
    assert opened.through_the_pipe(b"water") == b"water"


def test_note():
    assert opened.note("once")


def test_server():
    thread = threading.Thread(target=opened.serve_one)
    thread.start()
    with socket.create_connection(opened.listener.getsockname()) as client:
        client.sendall(b"abc")
        assert client.recv(100) == b"ABC"
    thread.join()
