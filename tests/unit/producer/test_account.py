import numpy as np

from tune_contract.runtime.reports import DisorderCounts, LedgerEntry
from tune_producer.account import Account

KEYS = ("pop", "rock", "jazz")
MINUTE = 60_000
FIRST = 30_000_000 * MINUTE


def made(ledger, total=0) -> Account:
    return Account(ledger, KEYS, total)


def add(account: Account, *events: tuple[int, int]) -> None:
    """Each event as the index of its key and its minute, counted from FIRST."""
    keys, minutes = np.array(events).T
    account.add(keys, FIRST + minutes * MINUTE + np.arange(len(events)))


def entry(minute: int, key: str, count: int) -> LedgerEntry:
    return LedgerEntry(minute=FIRST + minute * MINUTE, key=key, count=count)


def test_settled_events_are_counted_by_key_and_minute(ledger):
    account = made(ledger)
    add(account, (0, 0), (0, 0), (2, 0), (0, 1), (2, 2))
    add(account, (0, 1))
    settled = account.settle({0: 4, 1: 2})
    assert settled.acknowledged == settled.next_sequence == 6
    assert settled.offsets == {0: 4, 1: 2}
    assert settled.by_key == {"pop": 4, "jazz": 2}
    assert settled.entries == [
        entry(0, "pop", 2),
        entry(0, "jazz", 1),
        entry(1, "pop", 2),
        entry(2, "jazz", 1),
    ]


def test_open_events_are_not_in_the_ledger(ledger):
    account = made(ledger)
    add(account, (1, 0), (1, 0))
    assert account.produced == 2
    assert account.ledger == ledger


def test_settling_again_adds_nothing(ledger):
    account = made(ledger)
    add(account, (1, 0))
    assert account.settle({0: 1}) == account.settle({0: 1})


def test_goes_on_from_a_ledger(ledger):
    before = made(ledger)
    add(before, (0, 0), (1, 1))
    after = made(before.settle({0: 2}))
    add(after, (1, 1))
    settled = after.settle({0: 3})
    assert settled.by_key == {"pop": 1, "rock": 2}
    assert settled.entries == [entry(0, "pop", 1), entry(1, "rock", 2)]
    assert settled.run == ledger.run


def test_left_and_complete_follow_the_total(ledger):
    account = made(ledger, total=3)
    add(account, (0, 0), (0, 0))
    assert account.left == 1
    assert not account.settle({0: 2}).complete
    add(account, (0, 0))
    assert account.left == 0
    assert account.settle({0: 3}).complete


def test_without_a_total_there_is_no_end(ledger):
    account = made(ledger)
    add(account, (0, 0))
    assert account.left is None
    assert not account.settle({0: 1}).complete


def test_refused_events_leave_the_rest_as_it_was_settled(ledger):
    account = made(ledger)
    add(account, (0, 0), (0, 0))
    assert account.refuse(2) == ledger.model_copy(update={"failed": 2})


def test_expired_events_count_as_acknowledged_and_have_no_key(ledger):
    account = made(ledger, total=10)
    account.expire(0)
    assert account.ledger is ledger
    add(account, (0, 0))
    account.expire(4)
    assert (account.produced, account.left) == (5, 5)
    settled = account.settle({})
    assert (settled.acknowledged, settled.next_sequence, settled.expired) == (5, 5, 4)
    assert settled.by_key == {"pop": 1}


def test_what_does_not_count_is_produced_and_set_aside(ledger):
    account = made(ledger, total=10)
    add(account, (0, 0), (1, 0))
    account.set_aside(DisorderCounts(late=1, duplicated=5, malformed=2, future=3))
    assert (account.counted, account.produced, account.left) == (2, 8, 2)
    settled = account.settle({})
    assert (settled.acknowledged, settled.next_sequence) == (2, 8)
    assert settled.disorder == DisorderCounts(late=1, duplicated=5, malformed=2, future=3)
    account.set_aside(DisorderCounts(late=2))
    assert account.settle({}).disorder == DisorderCounts(
        late=3, duplicated=5, malformed=2, future=3
    )
    assert (account.left, account.ledger.complete) == (0, True)


def test_a_coarser_grain_gathers_minutes(ledger):
    account = made(ledger.model_copy(update={"grain": 60 * MINUTE}))
    add(account, (0, 0), (0, 59), (1, 60), (1, 600))
    assert account.settle({}).entries == [
        entry(0, "pop", 2),
        entry(60, "rock", 1),
        entry(600, "rock", 1),
    ]


def test_times_may_be_years_apart(ledger):
    account = made(ledger)
    add(account, (0, 0), (0, 20_000_000))
    assert len(account.settle({}).entries) == 2
