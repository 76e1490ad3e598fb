import sys
import threading

import traced


def test_taken_away():
    assert traced.before() == 1
    sys.settrace(None)
    threading.settrace(None)
    assert traced.after() == 2


def test_profiled():
    seen = []
    sys.setprofile(lambda frame, event, argument: seen.append(event))
    try:
        assert traced.later() == 3
    finally:
        sys.setprofile(None)
    assert seen
