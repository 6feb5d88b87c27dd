import numpy as np
import pytest

from tune_producer.account import Account
from tune_producer.books import Books
from tune_producer.ledger_file import LedgerFile


@pytest.fixture
def account(ledger):
    made = Account(ledger, ("pop",), total=2)
    made.add(np.array([0, 0]), np.array([1_800_000_000_000] * 2))
    return made


@pytest.fixture
def file(config):
    return LedgerFile(config.ledger_file)


@pytest.fixture
def books(account, file, topic):
    topic.records[1] = [b"{}", b"{}"]
    return Books(account, file, topic, [0, 1])


def test_settled_when_all_is_acknowledged(books, topic, file, config):
    assert books.settle(topic, 1.0)
    written = file.load(config, str)
    assert (written.acknowledged, written.offsets, written.complete) == (2, {0: 0, 1: 2}, True)


@pytest.mark.parametrize("silence", [{"silent_from": 0.0}, {"answers": False}])
def test_not_settled_while_kafka_is_silent(books, topic, account, tmp_path, silence):
    vars(topic).update(silence)
    assert not books.settle(topic, 1.0)
    assert account.ledger.acknowledged == 0
    assert list(tmp_path.iterdir()) == []


def test_refused_events_are_written(books, file, config):
    books.refuse(2)
    written = file.load(config, str)
    assert (written.acknowledged, written.failed) == (0, 2)
