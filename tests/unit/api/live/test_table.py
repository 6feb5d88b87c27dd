import pytest

from tune_api.live.table import LiveTable, Update
from tune_api.results.reader import RowPage, Snapshot, Total


@pytest.fixture
def table(location) -> LiveTable:
    return LiveTable(location.table)


def snapshot(*rows, more=False, total=0) -> Snapshot:
    return Snapshot(RowPage(rows, "more" if more else None), (Total("rock", total),))


def update(*rows, whole=False, total=0, truncated=False, stale_since=None) -> Update:
    return Update(whole, rows, (Total("rock", total),), truncated, stale_since)


def test_a_new_client_gets_everything(table, make_row):
    rows = (make_row(1, "rock", 5), make_row(0, "rock", 2))
    assert table.accept(snapshot(*rows, total=7))
    assert table.since(0) == update(*rows, whole=True, total=7)


def test_a_client_gets_what_changed_since_it_last_looked(table, make_row):
    old, open_window = make_row(0, "rock", 2), make_row(1, "rock", 5)
    table.accept(snapshot(open_window, old, total=7))
    seen = table.version
    grown, new = make_row(1, "rock", 6), make_row(2, "rock", 1)
    assert table.accept(snapshot(new, grown, old, total=9))
    assert table.since(seen) == update(new, grown, total=9)


def test_a_slow_client_gets_only_the_latest_of_each_row(table, make_row):
    table.accept(snapshot(make_row(0, "rock", 1)))
    seen = table.version
    for count in range(2, 50):
        table.accept(snapshot(make_row(0, "rock", count), total=count))
    assert table.since(seen) == update(make_row(0, "rock", 49), total=49)


def test_nothing_new_is_not_told(table, make_row):
    table.accept(snapshot(make_row(0, "rock", 1)))
    version = table.version
    assert not table.accept(snapshot(make_row(0, "rock", 1)))
    assert table.version == version


def test_removed_rows_make_a_new_beginning(table, make_row):
    kept = make_row(1, "rock", 1)
    table.accept(snapshot(kept, make_row(0, "rock", 1)))
    seen = table.version
    assert table.accept(snapshot(kept))
    assert table.since(seen) == update(kept, whole=True)


def test_old_rows_pushed_out_by_new_ones_do_not(table, make_row):
    table.accept(snapshot(make_row(1, "rock", 1), make_row(0, "rock", 1), more=True))
    seen = table.version
    new = make_row(2, "rock", 1)
    table.accept(snapshot(new, make_row(1, "rock", 1), more=True))
    assert table.since(seen) == update(new, truncated=True)


def test_stale_is_told_once_and_taken_back(table, make_row, now):
    row = make_row(0, "rock", 1)
    table.accept(snapshot(row))
    seen = table.version
    assert table.mark_stale(now)
    assert not table.mark_stale(now.replace(hour=13))
    assert table.since(seen) == update(stale_since=now)
    seen = table.version
    assert table.accept(snapshot(row))
    assert table.since(seen) == update()


def test_stale_before_anything_is_known(table, now):
    table.mark_stale(now)
    assert table.since(0) == Update(
        whole=True, rows=(), totals=(), truncated=False, stale_since=now
    )
