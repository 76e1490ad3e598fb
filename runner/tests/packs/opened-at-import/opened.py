import atexit
import os
import pathlib
import shutil
import socket
import sqlite3
import tempfile

numbers = open(pathlib.Path(__file__).with_name("numbers.txt"))

folder = tempfile.mkdtemp()
atexit.register(shutil.rmtree, folder, ignore_errors=True)

database = sqlite3.connect(os.path.join(folder, "data.sqlite"))
database.execute("create table things (name text unique)")
database.commit()

left, right = socket.socketpair()
reader, writer = os.pipe()

listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(20)


def next_number():
    return int(numbers.readline())


def add(name):
    with database:
        database.execute("insert into things values (?)", (name,))
    return database.execute("select count(*) from things").fetchone()[0]


def exchange(text):
    left.sendall(text)
    return right.recv(100)


def through_the_pipe(text):
    os.write(writer, text)
    return os.read(reader, 100)


def note(text):
    place = os.path.join(folder, "note")
    is_new = not os.path.exists(place)
    with open(place, "a") as file:
        file.write(text)
    return is_new


def serve_one():
    connection, _ = listener.accept()
    with connection:
        connection.sendall(connection.recv(100).upper())
