import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tune_contract.scenarios.waves import Shape, Wave
from tune_producer.scenarios.shapes import Waves
from tune_producer.share import Share

SIZE = 1_000
WAVE = st.builds(
    Wave, name=st.just("any"), size=st.integers(1, 300), shape=st.sampled_from(list(Shape))
)


def made(*waves: tuple[int, Shape], share: Share | None = None) -> Waves:
    listed = [Wave(name="any", size=size, shape=shape) for size, shape in waves]
    return Waves(listed, share or Share())


def by_tenth(shape: Shape) -> list[int]:
    """How many of 1,000 events come in each tenth of the wave's time."""
    times = made((SIZE, shape)).at(np.arange(SIZE))
    return np.histogram(times, bins=10, range=(0, SIZE))[0].tolist()


def test_steady_is_even():
    assert made((SIZE, Shape.STEADY)).at(np.arange(SIZE)) == pytest.approx(np.arange(SIZE))


def test_a_spike_rises_fast_and_decays():
    counts = by_tenth(Shape.SPIKE)
    assert counts[1:] == sorted(counts[1:], reverse=True)
    assert counts[0] + counts[1] + counts[2] > 800
    first = made((SIZE, Shape.SPIKE)).at(np.arange(SIZE))
    assert (first < 20).sum() < (first < 80).sum() - (first < 60).sum()  # it does rise


def test_a_surge_is_a_bell():
    counts = by_tenth(Shape.SURGE)
    assert counts[:5] == sorted(counts[:5])
    assert counts == pytest.approx(counts[::-1], abs=2)
    assert counts[4] > 180
    assert counts[0] < 10


@given(waves=st.lists(WAVE, min_size=1, max_size=5), rounds=st.integers(0, 3))
def test_waves_follow_each_other_each_as_long_as_its_size(waves, rounds):
    rhythm, whole = Waves(waves, Share()), sum(wave.size for wave in waves)
    times = rhythm.at(np.arange(2 * whole) + rounds * whole)
    assert (np.diff(times) >= 0).all()
    edge = rounds * whole
    for wave in [*waves, *waves]:
        assert times[edge - rounds * whole] == pytest.approx(edge)  # a wave begins with an event
        edge += wave.size
    assert times[-1] <= edge


@given(waves=st.lists(WAVE, min_size=1, max_size=5), replicas=st.integers(1, 5))
def test_replicas_together_have_the_rhythm_of_one(waves, replicas):
    whole = sum(wave.size for wave in waves)
    alone = Waves(waves, Share()).at(np.arange(whole * replicas))
    shares = [Waves(waves, Share(replicas, each)) for each in range(replicas)]
    together = np.sort(np.concatenate([share.at(np.arange(whole)) for share in shares]))
    assert together * replicas == pytest.approx(alone)
