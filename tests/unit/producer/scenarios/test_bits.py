import numpy as np

from tune_producer.event_id import EventIds
from tune_producer.scenarios.bits import DISORDER, Bits
from tune_producer.scenarios.scenario import CHUNK

IDS = EventIds(7, "0011223344")


def test_a_part_is_part_of_its_chunk():
    bits = Bits(IDS)
    assert (bits.of(CHUNK + 5, 10) == bits.chunk(1)[5:15]).all()


def test_they_are_the_seeds_and_the_streams_not_the_runs():
    same = Bits(EventIds(7, "ffffffffff")).chunk(3)
    assert (Bits(IDS).chunk(3) == same).all()
    others = [Bits(EventIds(8, "a")), Bits(EventIds(7, "a", stream=1)), Bits(IDS, DISORDER)]
    assert all((each.chunk(3) != same).any() for each in others)


def test_chunks_differ():
    bits = Bits(IDS)
    assert len(np.unique(np.concatenate([bits.chunk(0), bits.chunk(1)]))) == 2 * CHUNK
