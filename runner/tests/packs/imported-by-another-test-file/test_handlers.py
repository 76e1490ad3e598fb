import handlers


def test_there_are_handlers():
    assert len(handlers.HANDLERS) == 2
