import pytest

from tune_api.access.rate import RateLimit
from tune_api.refusal import Busy


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(limit: RateLimit, caller: str) -> int:
    """How many it may make at once."""
    for count in range(1000):
        try:
            limit.take(caller)
        except Busy:
            return count
    return 1000


def test_each_caller_has_its_own_two_seconds_worth(clock):
    limit = RateLimit(10, clock)
    assert taken(limit, "a") == 20
    assert taken(limit, "b") == 20
    assert taken(limit, "a") == 0


def test_it_fills_up_again(clock):
    limit = RateLimit(10, clock)
    taken(limit, "a")
    with pytest.raises(Busy) as raised:
        limit.take("a")
    assert raised.value.retry_after == pytest.approx(0.1)
    clock.now += 0.5
    assert taken(limit, "a") == 5
    clock.now += 3600
    assert taken(limit, "a") == 20


def test_less_than_one_a_second(clock):
    limit = RateLimit(0.1, clock)
    assert taken(limit, "a") == 1
    clock.now += 9.9
    assert taken(limit, "a") == 0
    clock.now += 0.2
    assert taken(limit, "a") == 1


def test_none_is_without_limit(clock):
    assert taken(RateLimit(0, clock), "a") == 1000


def test_it_remembers_only_so_many(clock):
    limit = RateLimit(1, clock, callers=2)
    assert [taken(limit, name) for name in ("a", "b", "a", "c", "b")] == [2, 2, 0, 2, 2]
