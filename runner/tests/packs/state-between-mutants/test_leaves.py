import builtins
import os
import sys
import tempfile

import leaves


def test_clean_start():
    left = [name for name in os.listdir(tempfile.gettempdir()) if name == "leaves"]
    assert left == []
    assert leaves.SEEN == []
    assert leaves.environment("LEAVES") == "unset"
    assert not hasattr(builtins, "leaves")
    assert "leaves_extra" not in sys.modules
    assert sys.getrecursionlimit() < 5000
    assert os.umask(0o022) == 0o022
    assert leaves.harmless() > 0


def test_save():
    assert leaves.save("abc") == 3


def test_remember():
    assert leaves.remember("a") == "a"
