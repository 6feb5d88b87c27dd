import time

from tune_producer.clock import SystemClock
from tune_producer.stop import Stop


def test_epoch_is_the_machines():
    before = time.time() * 1000
    assert before - 1 <= SystemClock(Stop()).epoch_ms() <= time.time() * 1000 + 1


def test_wait_passes_time():
    clock = SystemClock(Stop())
    start = clock.monotonic()
    clock.wait(0.02)
    assert clock.monotonic() - start >= 0.02


def test_wait_ends_with_a_stop():
    stop = Stop()
    clock = SystemClock(stop)
    stop.request("asked")
    start = clock.monotonic()
    clock.wait(30)
    assert clock.monotonic() - start < 10
