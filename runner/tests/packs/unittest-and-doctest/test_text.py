import unittest

import text


class CountTest(unittest.TestCase):
    def setUp(self):
        self.words = ["a", "bc"]

    def test_count(self):
        for start in range(2):
            with self.subTest(start=start):
                self.assertEqual(text.count(self.words[start:]), 3 - start)

    @unittest.expectedFailure
    def test_expected_failure(self):
        self.assertEqual(text.halve(4), 3)

    @unittest.skipIf(text.count([]) != 0, "only while nothing counts as nothing")
    def test_skipped_by_the_mutant(self):
        self.assertEqual(text.count(["abc"]), 3)
