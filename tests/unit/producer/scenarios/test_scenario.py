import pytest

from tune_producer.scenarios.scenario import CHUNK, room_in_chunk


@pytest.mark.parametrize(
    ("first", "room"), [(0, CHUNK), (1, CHUNK - 1), (CHUNK - 1, 1), (CHUNK, CHUNK)]
)
def test_room_in_chunk(first, room):
    assert room_in_chunk(first) == room
