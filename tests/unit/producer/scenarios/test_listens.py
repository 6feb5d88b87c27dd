import numpy as np
import orjson
import pytest

from tune_producer.scenarios.catalogue import Track
from tune_producer.scenarios.listens import Listens

TRACKS = [Track("a", "A", "Them", "pop", 240_000), Track("b", 'B "live"', "Them", "pop", 12)]
ALL = np.arange(1 << 16)


def made(completed: float) -> list[dict]:
    listens = Listens(TRACKS, {"ios": 3.0, "web": 1.0}, completed)
    return [orjson.loads(b"{" + tail) for tail in listens.of(np.zeros_like(ALL), ALL)]


def test_platforms_follow_the_weights():
    platforms = [each["platform"] for each in made(0.5)]
    assert platforms.count("ios") / len(ALL) == pytest.approx(0.75, abs=0.001)


@pytest.mark.parametrize("completed", [0.0, 0.3, 1.0])
def test_so_many_listen_to_the_end(completed):
    found = made(completed)
    assert sum(each["completed"] for each in found) / len(ALL) == pytest.approx(
        completed, abs=0.001
    )
    assert all((each["duration_ms"] == 240_000) is each["completed"] for each in found)


def test_a_tail_is_its_tracks():
    (tail,) = Listens(TRACKS, {"ios": 1.0}, 1.0).of(np.array([1]), np.array([0]))
    assert orjson.loads(b"{" + tail)["title"] == 'B "live"'
