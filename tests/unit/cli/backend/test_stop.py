import os
import signal
import threading
import time

import pytest

from tune_cli.backend.stop import StopRequest, on_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_ask_while_it_lasts(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    request = StopRequest()
    with on_signals(request):
        os.kill(os.getpid(), number)
        assert (request.asked, request.now) == (True, False)
        os.kill(os.getpid(), number)
        assert request.now
    assert signal.getsignal(number) is before


def test_waiting_ends_when_somebody_asks() -> None:
    request = StopRequest()
    threading.Timer(0.05, request.ask).start()
    began = time.monotonic()
    request.wait(10)
    assert time.monotonic() - began < 5
    assert request.asked
    request.wait(0.01)  # it is a wait again: the loop goes on while the run is wound up
