from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import orjson
import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.runtime.reports import Ledger
from tune_producer.resume import resume
from tune_producer.run import Parts

TIMES = np.array([1_800_000_000_000] * 4)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def written(config) -> Ledger:
    return Ledger.model_validate_json(Path(config.ledger_file).read_bytes())


def numbers(topic) -> list[int]:
    return sorted(int(orjson.loads(each)["event_id"][-15:]) for each in topic.all_values())


@pytest.fixture
def start(make_parts, topic, own):
    """start(ledger, since) -> the parts of a run that has resumed and settled."""

    def resumed(ledger: Ledger | None = None, since: datetime | None = None) -> Parts:
        parts = make_parts(start=ledger)
        resume(parts, topic, own, since)
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


def test_stop_ends_the_wait_for_room(make_parts, topic, steady, ledger, own):
    topic.records[0] = [steady.events(0, TIMES).values[3]]
    topic.silent_from = 0.0
    parts = make_parts(start=ledger.model_copy(update={"offsets": {0: 0}}), stop_at=105.0)
    with pytest.raises(Unreachable, match="took no events before the stop"):
        resume(parts, topic, own)


def test_lost_ledger_is_made_again_from_the_topic(start, topic, config, steady):
    sent = steady.events(0, TIMES).values
    topic.records = {0: [b"another's", sent[3]], 1: [sent[0], sent[1], sent[1]]}
    start(since=BEGINNING)
    topic.records[0].remove(b"another's")
    topic.records[1].remove(sent[1])
    assert numbers(topic) == [0, 1, 2, 3]
    assert written(config).acknowledged == written(config).next_sequence == 4
    assert sum(written(config).by_key.values()) == 4
    assert written(config).offsets == {0: 3, 1: 3}


def test_lost_ledger_of_a_run_that_never_was(start, topic, config):
    topic.records[0] = [b"another's"]
    start(since=BEGINNING)
    assert written(config).acknowledged == 0
    assert len(topic.all_values()) == 1


def test_older_records_are_not_read(start, topic, config, steady):
    topic.records[0] = steady.events(0, TIMES).values
    topic.began[0] = 4
    start(since=BEGINNING)
    assert written(config).acknowledged == 0


def test_what_kafka_deleted_is_not_sent_again(start, topic, config, steady):
    """Events 0 to 2 are no longer kept, nor is 4, which stood in the other partition; 6 never was."""
    sent = steady.events(0, np.repeat(TIMES, 2)).values
    topic.records = {0: [b"", b"", sent[3], sent[7]], 1: [b"", sent[5]]}
    topic.deleted = {0: 2, 1: 1}
    parts = start(since=BEGINNING)
    topic.records = {0: topic.records[0][2:], 1: topic.records[1][1:]}
    assert numbers(topic) == [3, 5, 6, 7]
    assert parts.account.produced == written(config).next_sequence == 8
    assert written(config).expired == 4
    assert sum(written(config).by_key.values()) == 4


def test_stop_ends_the_reading(make_parts, topic, steady, own):
    topic.records[0] = steady.events(0, TIMES).values
    parts = make_parts(stop_at=100.5)
    with pytest.raises(Unreachable, match="before the topic was read back"):
        resume(parts, topic, own, BEGINNING)
