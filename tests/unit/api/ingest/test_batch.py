from pydantic import TypeAdapter

from tune_api.ingest.batch import Reading, gather
from tune_api.ingest.limits import RECORD_BYTES
from tune_contract.events import Play

READING = Reading(Play, TypeAdapter(Play).validator.validate_json, lambda value: value)


def gathered(*records: bytes):
    return gather(enumerate(records), READING)


def test_a_bad_record_does_not_keep_out_its_neighbours(play):
    first, third = play("a"), play("c")
    batch = gathered(first, b"{}", third)
    assert (batch.indexes, batch.ids, batch.values) == ([0, 2], ["a", "c"], [first, third])
    assert [each.index for each in batch.errors] == [1]


def test_seconds_are_refused_though_the_model_takes_them(play):
    (error,) = gathered(play(timestamp=1699999999)).errors
    assert str(error) == (
        "timestamp: 1699999999 looks like seconds; give milliseconds, as in 1699999999000"
    )


def test_a_record_that_kafka_would_not_take_is_refused(play):
    room = RECORD_BYTES - len(play(note=""))
    assert gathered(play(note="x" * room)).errors == []
    (error,) = gathered(play(note="x" * (room + 1))).errors
    assert error.reason == "has 1,000,001 bytes; at most 1,000,000 fit into a Kafka record"
