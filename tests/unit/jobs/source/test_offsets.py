import json

from tune_jobs.source.offsets import OffsetRange, parse_offsets


def test_offsets_are_read():
    assert parse_offsets('{"plays":{"0":5,"10":7},"chat":{"0":0}}') == {
        "plays": {0: 5, 10: 7},
        "chat": {0: 0},
    }


def test_nothing_read_yet():
    assert parse_offsets(None) == {}
    assert parse_offsets("") == {}


def test_range_is_written_as_spark_reads_it():
    offsets = OffsetRange({"plays": {0: 5, 1: 2}}, {"plays": {0: 9, 1: 2}})
    assert json.loads(offsets.start_json()) == {"plays": {"0": 5, "1": 2}}
    assert json.loads(offsets.end_json()) == {"plays": {"0": 9, "1": 2}}
    assert parse_offsets(offsets.end_json()) == offsets.end


def test_new_partition_starts_at_its_beginning():
    offsets = OffsetRange({"plays": {0: 5}}, {"plays": {0: 9, 1: 3}})
    assert json.loads(offsets.start_json()) == {"plays": {"0": 5, "1": -2}}


def test_new_topic_starts_at_its_beginning():
    offsets = OffsetRange({}, {"plays": {0: 9}})
    assert json.loads(offsets.start_json()) == {"plays": {"0": -2}}


def test_topics_are_sorted():
    assert OffsetRange({}, {"b": {0: 1}, "a": {0: 1}}).topics() == ["a", "b"]


def test_records_of_a_range():
    offsets = OffsetRange({"plays": {0: 5}}, {"plays": {0: 9, 1: 3}})
    assert offsets.records() == 7
    assert OffsetRange(offsets.end, offsets.end).records() == 0
