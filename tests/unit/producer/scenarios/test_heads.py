import numpy as np
import pytest

from tune_producer.event_id import EventIds
from tune_producer.scenarios.heads import Heads
from tune_producer.scenarios.scenario import CHUNK
from tune_producer.scenarios.users import users_of_each

NOW = 1_800_000_000_000


@pytest.fixture
def heads(ids) -> Heads:
    return Heads(ids, users_of_each(["NO"], 3))


def test_a_head_is_all_up_to_the_track(heads, ids: EventIds):
    made = heads.of(CHUNK + 41, np.array([NOW, NOW + 1]), np.array([2, 0]))
    assert (
        made[1]
        == (
            f'{{"event_id":"{ids.at(CHUNK + 42)}","timestamp":{NOW + 1}'
            ',"user_id":"no00000","region":"NO",'
        ).encode()
    )
    assert b"no00002" in made[0]


def test_times_need_not_ascend(heads):
    made = heads.of(0, np.array([NOW + 5, NOW]), np.array([0, 0]))
    assert f'"timestamp":{NOW},'.encode() in made[1]


def test_time_before_2001_is_refused(heads):
    with pytest.raises(ValueError, match="before 2001"):
        heads.of(0, np.array([5]), np.array([0]))
