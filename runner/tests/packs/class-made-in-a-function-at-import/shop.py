def make():
    class Made:
        limit = 10

        def fits(self, n):
            return n <= self.limit

    return Made


Made = make()
