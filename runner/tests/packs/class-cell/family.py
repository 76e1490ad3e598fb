import dataclasses


class Parent:
    def __init__(self):
        self.names = ["parent"]

    def greet(self):
        return "hello"


class Child(Parent):
    def __init__(self):
        super().__init__()
        self.names.append("child")

    def greet(self):
        return super().greet() + "!"

    def kind(self):
        return __class__.__name__

    def plain(self):
        return "plain"


@dataclasses.dataclass
class Point:
    x: int = 0

    def moved(self):
        return dataclasses.replace(self, x=self.x + 1)
