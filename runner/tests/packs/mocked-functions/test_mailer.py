from unittest import mock

import mailer


def test_replaced(mocker):
    mocker.patch("mailer.connect", return_value="by mock")
    assert mailer.send("a") == "by mock sent"


def test_spied(mocker):
    spy = mocker.spy(mailer, "connect")
    assert mailer.send("b") == "to b sent"
    assert spy.spy_return == "to b"


def test_wrapped():
    with mock.patch.object(mailer, "send", wraps=mailer.send) as send:
        assert mailer.Mailer().deliver("c") == "to c sent"
    assert send.call_count == 2


@mock.patch("mailer.time.sleep", autospec=True)
def test_pause(sleep):
    assert mailer.pause() == 1
    sleep.assert_called_once_with(0)


def test_specification():
    fake = mock.create_autospec(mailer.Mailer, instance=True)
    fake.deliver("d")
    fake.deliver.assert_called_with("d")
