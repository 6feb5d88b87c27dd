import signal
import subprocess
import sys
import time

import pytest

from tune_jobs.driver.drain import DrainRequest

PROGRAM = """
import sys
from tune_jobs.driver.drain import DrainRequest

drain = DrainRequest()
drain.on_signals()
drain.on_closed_input()
print("ready", flush=True)
sys.exit(0 if drain.asked(20) else 1)
"""


@pytest.fixture
def program():
    """A process that ends with 0 when it is asked to drain, with 1 when nobody asks."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    process.stdin.close()


def test_nobody_asked():
    assert not DrainRequest().asked()


def test_asked_once_is_asked_for_good():
    drain = DrainRequest()
    drain.ask()
    drain.ask()
    assert drain.asked()
    assert drain.asked(10)


def test_waits_as_long_as_told():
    began = time.monotonic()
    assert not DrainRequest().asked(0.05)
    assert time.monotonic() - began >= 0.05


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_asks(program, number):
    program.send_signal(number)
    assert program.wait(10) == 0


def test_end_of_input_asks(program):
    program.stdin.close()
    assert program.wait(10) == 0


def test_input_that_stays_open_does_not_ask(program):
    program.stdin.write(b"words\n")
    program.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(0.3)
