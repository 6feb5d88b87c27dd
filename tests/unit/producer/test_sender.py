import numpy as np
import orjson
import pytest

from tune_producer.account import Account
from tune_producer.sender import MOST, Sender

from_2027 = np.array([1_800_000_000_000] * 3)


@pytest.fixture
def account(ledger, steady):
    return Account(ledger, steady.keys, total=0)


def test_sent_events_are_in_topic_and_account(steady, topic, account, ids):
    assert Sender(steady, topic, account).send(5, from_2027)
    sent = [orjson.loads(value)["event_id"] for value in topic.all_values()]
    assert sent == [ids.at(5), ids.at(6), ids.at(7)]
    assert account.produced == 3


def test_events_not_taken_are_not_in_the_account(steady, topic, account):
    topic.silent_from = 0.0
    assert not Sender(steady, topic, account).send(0, from_2027)
    assert account.produced == 0


def test_repeated_records_are_extra_copies(steady, topic, account):
    values = steady.events(0, from_2027).values
    assert Sender(steady, topic, account).repeat(values)
    assert topic.all_values() == values
    assert account.produced == account.counted == 0
    assert account.settle({}).disorder.duplicated == 3


def test_repeats_not_taken_are_not_in_the_account(steady, topic, account):
    topic.silent_from = 0.0
    assert not Sender(steady, topic, account).repeat([b"{}"])
    assert account.settle({}).disorder.duplicated == 0


@pytest.mark.parametrize(("first", "most"), [(0, MOST), (7_500, 2_500), (9_990, 10)])
def test_batches_end_with_their_chunk(steady, topic, account, first, most):
    assert Sender(steady, topic, account).most(first) == most
