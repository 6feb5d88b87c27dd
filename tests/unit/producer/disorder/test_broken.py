import numpy as np
import orjson
import pytest
from pydantic import ValidationError

from tune_contract.events import Play
from tune_producer.disorder.broken import broken, dated

KINDS = 5


@pytest.fixture
def value(steady) -> bytes:
    return steady.events(42, np.array([1_800_000_000_000])).values[0]


@pytest.mark.parametrize("kind", range(KINDS))
def test_it_is_no_play_and_still_found(value, ids, kind):
    made = broken(value, kind)
    with pytest.raises(ValidationError):
        Play.model_validate_json(made)
    assert ids.sequence(made) == 42


def test_kinds_differ_and_come_round(value):
    assert len({broken(value, kind) for kind in range(20)}) == KINDS
    assert broken(value, KINDS) == broken(value, 0)


def test_some_are_no_json_and_some_no_object(value):
    def parses(record: bytes) -> bool:
        try:
            orjson.loads(record)
        except orjson.JSONDecodeError:
            return False
        return True

    assert [parses(broken(value, kind)) for kind in range(KINDS)] == [False, False, *[True] * 3]


def test_another_time_changes_nothing_else(value):
    assert orjson.loads(dated(value, b"5")) == {**orjson.loads(value), "timestamp": 5}
