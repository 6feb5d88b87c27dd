import numpy as np
import pytest

from tune_producer.pacing import MOST_LATE, TICK, Pacer
from tune_producer.scenarios.rhythm import Even

START = 100.0
EPOCH = 1_800_000_000_000.0


def paced(rate: float) -> Pacer:
    return Pacer(rate, START, Even())


def take(pacer: Pacer, seconds: float, most: int = 10_000) -> list[int]:
    """What is due so many seconds after the start, sent: milliseconds after the start."""
    due = pacer.due(START + seconds, EPOCH + seconds * 1000, most)
    pacer.sent(due.count)
    assert due.count == len(due.times)
    return (due.times - int(EPOCH)).tolist()


def test_first_event_is_due_at_once():
    assert take(paced(5), 0) == [0]


def test_events_carry_the_time_they_were_due():
    pacer = paced(5)
    assert take(pacer, 0.95) == [0, 200, 400, 600, 800]
    assert take(pacer, 1.01) == [1000]
    assert take(pacer, 1.02) == []


def test_rate_is_held_without_drift():
    pacer = paced(333)
    turns = [take(pacer, turn * 0.0301) for turn in range(1000)]
    assert sum(len(turn) for turn in turns) == int(999 * 0.0301 * 333) + 1


def test_more_than_can_be_handled_waits():
    pacer = paced(1000)
    assert take(pacer, 1.0, most=3) == [0, 1, 2]
    assert take(pacer, 1.0, most=2) == [3, 4]


def test_backlog_is_bounded():
    pacer = paced(10)
    times = take(pacer, 60.0)
    assert len(times) == MOST_LATE * 10 + 1
    assert times[0] == 60_000 - MOST_LATE * 1000
    assert times[-1] == 60_000


def test_unpaced_takes_all_it_can_now():
    pacer = paced(0)
    assert take(pacer, 1.5, most=3) == [1500, 1500, 1500]
    assert pacer.pause(START) == 0.0


def test_times_are_whole_milliseconds():
    assert paced(7).due(START, EPOCH + 0.9, 1).times.dtype == np.int64


@pytest.mark.parametrize(
    ("rate", "seconds", "pause"),
    [
        pytest.param(1, 0.0, 1.0, id="the next event's time"),
        pytest.param(1000, 0.0, TICK, id="a tick at least"),
        pytest.param(1000, 0.002, TICK, id="a tick also when something is due already"),
        pytest.param(1000, 0.030, 0.0, id="none when a tick's worth is due"),
    ],
)
def test_pause(rate, seconds, pause):
    pacer = paced(rate)
    pacer.sent(1)
    assert pacer.pause(START + seconds) == pytest.approx(pause)


def judged(pacer: Pacer, seconds: float, outstanding: int = 0) -> bool:
    pacer.judge(START + seconds, outstanding)
    return pacer.behind


def test_behind_from_a_second_late_until_caught_up():
    pacer = paced(10)
    pacer.sent(10)
    assert not judged(pacer, 1.9)
    assert judged(pacer, 2.1)
    pacer.sent(9)
    assert judged(pacer, 2.15)
    pacer.sent(1)
    assert not judged(pacer, 2.15)


def test_behind_when_events_are_not_acknowledged():
    pacer = paced(10)
    pacer.sent(100)
    assert not judged(pacer, 10.0, outstanding=11)
    assert judged(pacer, 10.0, outstanding=12)


def test_one_event_on_its_way_is_not_behind():
    pacer = paced(0.1)
    pacer.sent(1)
    assert not judged(pacer, 0.3, outstanding=1)


def test_unpaced_is_never_behind():
    assert not judged(paced(0), 60.0, outstanding=200_000)


class Pairs:
    """Two events at a time."""

    def at(self, numbers: np.ndarray) -> np.ndarray:
        return numbers // 2 * 2.0


def test_a_rhythm_moves_events_and_holds_the_average():
    pacer = Pacer(10, START, Pairs())
    assert take(pacer, 0.0) == [0, 0]
    assert take(pacer, 0.19) == []
    assert take(pacer, 0.41) == [200, 200, 400, 400]
    assert pacer.pause(START + 0.41) == pytest.approx(0.19)


def test_a_restart_goes_on_within_the_rhythm():
    pacer = Pacer(10, START, Pairs(), first=3)
    assert take(pacer, 0.0) == [0]
    assert take(pacer, 0.2) == [200, 200]
