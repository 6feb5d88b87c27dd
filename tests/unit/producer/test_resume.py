from pathlib import Path

import numpy as np
import orjson
import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.reports import Ledger
from tune_producer.resume import resume

TIMES = np.array([1_800_000_000_000] * 4)


def written(config) -> Ledger:
    return Ledger.model_validate_json(Path(config.ledger_file).read_bytes())


def numbers(topic) -> list[int]:
    return sorted(int(orjson.loads(each)["event_id"][-15:]) for each in topic.all_values())


def test_new_ledger_is_written_before_the_first_event(make_parts, topic, config, steady):
    topic.records[0] = [b"another's"]
    resume(make_parts(), topic, [0, 1], steady.keys)
    assert written(config).offsets == {0: 1, 1: 0}
    assert written(config).acknowledged == 0


def test_gaps_are_filled_and_all_is_counted(make_parts, topic, config, steady, ledger):
    topic.records[0] = [b"another's"]
    resume(make_parts(), topic, [0, 1], steady.keys)
    sent = steady.events(0, TIMES).values
    topic.records[0] += [sent[3]]
    topic.records[1] += [sent[0]]
    parts = make_parts(start=written(config))
    resume(parts, topic, [0, 1], steady.keys)
    topic.records[0].remove(b"another's")
    assert numbers(topic) == [0, 1, 2, 3]
    assert parts.account.produced == written(config).next_sequence == 4
    assert sum(written(config).by_key.values()) == 4


def test_found_events_keep_their_time(make_parts, topic, config, steady):
    resume(make_parts(), topic, [0, 1], steady.keys)
    topic.records[0] += steady.events(0, TIMES - 3_600_000).values
    resume(make_parts(start=written(config)), topic, [0, 1], steady.keys)
    assert {entry.minute for entry in written(config).entries} == {1_800_000_000_000 - 3_600_000}


def test_topic_made_anew_is_refused(make_parts, topic, steady, ledger):
    start = ledger.model_copy(update={"offsets": {0: 5, 1: 5}})
    with pytest.raises(InvalidInput, match="made anew"):
        resume(make_parts(start=start), topic, [0, 1], steady.keys)


def test_silent_kafka_is_an_error(make_parts, topic, steady):
    topic.takes = False
    with pytest.raises(Unreachable, match="nothing for 30 s"):
        resume(make_parts(), topic, [0, 1], steady.keys)
