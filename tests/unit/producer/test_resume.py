from pathlib import Path

import numpy as np
import orjson
import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.reports import Ledger
from tune_producer.resume import resume
from tune_producer.run import Parts

TIMES = np.array([1_800_000_000_000] * 4)


def written(config) -> Ledger:
    return Ledger.model_validate_json(Path(config.ledger_file).read_bytes())


def numbers(topic) -> list[int]:
    return sorted(int(orjson.loads(each)["event_id"][-15:]) for each in topic.all_values())


@pytest.fixture
def start(make_parts, topic, steady):
    """start(ledger) -> the parts of a run that has resumed and settled."""

    def resumed(ledger: Ledger | None = None) -> Parts:
        parts = make_parts(start=ledger)
        resume(parts, topic, [0, 1], steady.keys)
        assert parts.books.settle(topic, 1.0)
        return parts

    return resumed


def test_new_ledger_has_nothing_to_resume(start, topic, config, clock):
    topic.records[0] = [b"another's"]
    start()
    assert written(config).offsets == {0: 1, 1: 0}
    assert written(config).acknowledged == 0
    assert clock.seconds == 100.0


def test_gaps_are_filled_and_all_is_counted(start, topic, config, steady):
    topic.records[0] = [b"another's"]
    start()
    sent = steady.events(0, TIMES).values
    topic.records[0] += [sent[3]]
    topic.records[1] += [sent[0]]
    parts = start(written(config))
    topic.records[0].remove(b"another's")
    assert numbers(topic) == [0, 1, 2, 3]
    assert parts.account.produced == written(config).next_sequence == 4
    assert sum(written(config).by_key.values()) == 4


def test_found_events_keep_their_time(start, topic, config, steady):
    start()
    topic.records[0] += steady.events(0, TIMES - 3_600_000).values
    start(written(config))
    assert {entry.minute for entry in written(config).entries} == {1_800_000_000_000 - 3_600_000}


def test_topic_made_anew_is_refused(start, ledger):
    with pytest.raises(InvalidInput, match="made anew"):
        start(ledger.model_copy(update={"offsets": {0: 5, 1: 5}}))


def test_stop_ends_the_wait_for_room(make_parts, topic, steady, ledger):
    topic.records[0] = [steady.events(0, TIMES).values[3]]
    topic.silent_from = 0.0
    parts = make_parts(start=ledger.model_copy(update={"offsets": {0: 0}}), stop_at=105.0)
    with pytest.raises(Unreachable, match="took no events before the stop"):
        resume(parts, topic, [0, 1], steady.keys)
