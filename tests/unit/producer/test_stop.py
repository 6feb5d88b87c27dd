import os
import signal
import time
from threading import Timer

import pytest

from tune_producer.stop import Stop, stop_on_signals


@pytest.fixture
def handlers():
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_nobody_has_asked():
    stop = Stop()
    stop.wait(0)
    assert not stop.requested


def test_first_reason_counts():
    stop = Stop()
    stop.request("first")
    stop.request("second")
    assert (stop.requested, stop.reason) == (True, "first")


def test_request_ends_a_wait():
    stop = Stop()
    timer = Timer(0.05, stop.request, ["asked"])
    start = time.monotonic()
    timer.start()
    stop.wait(30)
    timer.join()
    assert time.monotonic() - start < 10


def test_request_ends_all_later_waits():
    stop = Stop()
    stop.request("asked")
    start = time.monotonic()
    for _ in range(3):
        stop.wait(30)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_is_a_request(handlers, number):
    stop = Stop()
    stop_on_signals(stop)
    os.kill(os.getpid(), number)
    stop.wait(30)
    assert stop.reason == number.name
