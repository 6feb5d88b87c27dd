import pytest

from tune_contract.errors import Unreachable
from tune_producer.stop import Stop
from tune_producer.wait import wait_for_topic


def test_partitions_are_returned_at_once(topic, clock):
    assert wait_for_topic(topic, clock, Stop()) == [0, 1]
    assert clock.seconds == 100.0


def test_patience_ends(topic, clock):
    topic.answers = False
    with pytest.raises(Unreachable, match="no answer"):
        wait_for_topic(topic, clock, Stop())
    assert clock.seconds == 220.0


def test_stop_ends_the_wait(topic, clock):
    topic.answers = False
    clock.stop, clock.stop_at = Stop(), 103.0
    assert wait_for_topic(topic, clock, clock.stop) == []
    assert clock.seconds == 103.0
