import pytest

from tune_cli.sending.patience import Backoff, Patience
from tune_contract.errors import Unreachable


class Time:
    def __init__(self) -> None:
        self.now, self.waits = 0.0, []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)


def backoff(time: Time, seconds: float) -> Backoff:
    return Backoff(Patience(seconds, lambda: time.now, time.sleep))


def test_waits_grow_until_patience_is_lost() -> None:
    time = Time()
    waiting = backoff(time, 30)
    for _ in range(6):
        waiting.wait(None, "Kafka is away")
    with pytest.raises(Unreachable, match="Kafka is away"):
        waiting.wait(None, "Kafka is away")
    assert time.waits == [0.5, 1, 2, 4, 8, 10]


def test_what_the_api_asks_for_goes_first_and_progress_begins_anew() -> None:
    time = Time()
    waiting = backoff(time, 5)
    waiting.wait(3.0, "x")
    waiting.reset()
    waiting.wait(None, "x")
    waiting.wait(4.0, "x")
    assert time.waits == [3, 0.5, 4]
