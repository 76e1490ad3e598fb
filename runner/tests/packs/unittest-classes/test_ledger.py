import unittest

import ledger

RATE = []
LOG = []


def setUpModule():
    RATE.append(ledger.rate())


def tearDownModule():
    RATE.clear()


class LedgerCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.balance = ledger.opening()

    def setUp(self):
        self.addCleanup(ledger.release, LOG)
        self.names = ledger.names()

    def tearDown(self):
        self.names.clear()

    def test_balance(self):
        self.assertEqual(self.balance * RATE[0], 200)

    def test_names(self):
        for name in self.names:
            with self.subTest(name=name):
                self.assertIn(name, "ab")

    def test_grade(self):
        for points, expected in ((1, "fail"), (9, "pass")):
            with self.subTest(points=points):
                self.assertEqual(ledger.grade(points), expected)

    def test_skipped(self):
        if ledger.opening() > 100:
            self.skipTest("rich")


class LaterCase(unittest.IsolatedAsyncioTestCase):
    async def test_later(self):
        self.assertEqual(await ledger.later(), "later")


class LogCase(unittest.TestCase):
    def test_released(self):
        ledger.release(LOG)
        self.assertEqual(set(LOG), {"released"})
