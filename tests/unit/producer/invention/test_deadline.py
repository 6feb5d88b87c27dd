from threading import Event

import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_producer.invention.deadline import within


def test_the_result_in_time():
    assert within(10, lambda: 7) == 7


def test_an_error_in_time():
    def work():
        raise InvalidInput("wrong")

    with pytest.raises(InvalidInput, match="wrong"):
        within(10, work)


def test_too_late():
    done = Event()
    with pytest.raises(Unreachable, match=r"the model did not answer within 0.05 s \(nothing was"):
        within(0.05, done.wait)
    done.set()
