class _Vault:
    __limit = 3

    def __init__(self):
        self.__content = []

    def put(self, thing):
        if len(self.__content) < self.__limit:
            self.__content.append(thing)
        return len(self.__content)

    def count(self):
        return self.__counted(self.__content)

    @staticmethod
    def __counted(things):
        return len(things)


class Other(_Vault):
    def peek(self):
        return self._Vault__content

    def own(self):
        self.__content = "own"
        return vars(self)["_Other__content"]
