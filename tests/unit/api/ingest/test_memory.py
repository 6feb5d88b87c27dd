from dataclasses import dataclass

import pytest

from tune_api.ingest.memory import Memory


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_never_holds_more_than_it_may(clock):
    memory = Memory(10, 60, clock)
    for first in range(0, 100, 2):
        memory.add([f"{first}", f"{first + 1}"])
        assert len(memory) <= 10
        assert f"{first}" in memory
    assert "0" not in memory
    assert "95" in memory  # half of them at least


def test_what_is_old_is_forgotten(clock):
    memory = Memory(10, 60, clock)
    memory.add(["a"])
    clock.seconds = 29
    memory.forget()
    memory.add(["b"])
    clock.seconds = 31
    memory.forget()
    memory.add(["c"])
    assert [each in memory for each in "abc"] == [True, True, True]
    clock.seconds = 62
    memory.forget()
    assert [each in memory for each in "abc"] == [False, False, True]


def test_after_a_long_pause_nothing_is_known(clock):
    memory = Memory(10, 60, clock)
    memory.add(["a"])
    clock.seconds = 61
    memory.forget()
    assert len(memory) == 0
