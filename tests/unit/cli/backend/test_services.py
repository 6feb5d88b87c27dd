import threading
import time

import pytest

from tune_cli.backend.first_result import ServiceSeconds
from tune_cli.backend.services import ServiceTimes, ServiceWait
from tune_cli.stack.events import NoEvents, Step
from tune_contract.errors import Unreachable


def test_goes_on_when_the_services_answer() -> None:
    done = threading.Event()
    wait = ServiceWait(lambda: None, done.set)
    assert done.wait(5)
    wait.check()


def test_says_what_went_wrong() -> None:
    error = Unreachable("PostgreSQL does not start")

    def fail() -> None:
        raise error

    wait = ServiceWait(fail, lambda: None)
    time.sleep(0.2)
    with pytest.raises(Unreachable) as caught:
        wait.check()
    assert caught.value is error


def test_keeps_the_times() -> None:
    times = ServiceTimes(NoEvents())
    times.started(Step.KAFKA)
    times.finished(Step.KAFKA, 2.5)
    assert times.known() == ServiceSeconds(kafka=2.5, postgres=0.0)
