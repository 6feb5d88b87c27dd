"""What Kafka's answers mean; tests/integration/jobs has the writing."""

import pytest
from confluent_kafka import KafkaError, Message

from tune_contract.errors import InvalidInput, Unreachable
from tune_jobs.replay.letter import Place
from tune_jobs.replay.writer import Written, raise_failure

DEAD = Place("plays", 1, 7)
MESSAGE = Message("plays", 1, 70)


def answered(code: int | None) -> Written:
    written = Written()
    written.delivered(DEAD, None if code is None else KafkaError(code), MESSAGE)
    return written


def test_acknowledged():
    written = answered(None)
    assert written.places == {DEAD: Place("plays", 1, 70)}
    raise_failure(written)


def test_refused_for_certain_is_told_and_not_an_end():
    written = answered(KafkaError.MSG_SIZE_TOO_LARGE)
    assert list(written.refused) == [DEAD]
    raise_failure(written)


def test_no_right_to_write():
    written = answered(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    assert list(written.refused) == [DEAD]
    with pytest.raises(InvalidInput):
        raise_failure(written)


def test_no_answer_leaves_it_open_whether_it_is_written():
    written = answered(KafkaError._MSG_TIMED_OUT)
    assert list(written.failed) == [DEAD]
    with pytest.raises(Unreachable):
        raise_failure(written)
