import json
import os
import sqlite3
import tempfile
from pathlib import Path

SETTINGS = json.loads(Path(__file__).with_name("data").joinpath("settings.json").read_text())


class Library:
    def __init__(self, path=":memory:"):
        self.connection = sqlite3.connect(path)
        self.connection.execute("create table if not exists books (title text, year integer)")
        self.connection.create_function("shout", 1, lambda text: text.upper())

    def add(self, title, year):
        with self.connection:
            self.connection.execute("insert into books values (?, ?)", (title, year))

    def loud(self):
        return [title for (title,) in self.connection.execute("select shout(title) from books order by year")]

    def close(self):
        self.connection.close()


def scratch(text):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "scratch")
        place.write_text(text)
        return place.read_text()


def here():
    return os.getcwd()


def limit():
    return SETTINGS["limit"]


def relative():
    return Path("data/settings.json").exists()
