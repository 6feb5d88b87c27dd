from dataclasses import replace
from pathlib import Path

from tune_cli.backend.comparison import comparable_table, compare, read_ledgers
from tune_contract.pipelines.genre_counts import GENRE_COUNTS, GENRE_COUNTS_TABLE
from tune_contract.runtime.reports import DisorderCounts, Ledger


def ledger(seed: int, **by_key: int) -> Ledger:
    return Ledger(topic="plays", scenario="steady", seed=seed, by_key=by_key)


def test_equal_when_every_genre_is() -> None:
    found = compare([ledger(1, jazz=3), ledger(2, jazz=2, rock=1)], {"jazz": 5, "rock": 1})
    assert (found.acknowledged, found.counted, found.differing) == (6, 6, {})
    assert found.equal()


def test_two_errors_do_not_cancel_out() -> None:
    found = compare([ledger(1, jazz=3, rock=3)], {"jazz": 2, "rock": 3, "pop": 1})
    assert (found.acknowledged, found.counted) == (6, 6)
    assert found.differing == {"jazz": (3, 2), "pop": (0, 1)}
    assert not found.equal()


def test_late_events_and_copies_may_be_counted_or_not() -> None:
    disorder = DisorderCounts(late=2, duplicated=1, malformed=50, future=50)
    given = ledger(1, jazz=3, rock=2).model_copy(update={"disorder": disorder})
    for counted in ({"jazz": 3, "rock": 2}, {"jazz": 6, "rock": 2}, {"jazz": 4, "rock": 4}):
        found = compare([given], counted)
        assert (found.spare, found.differing) == (3, {})
    assert compare([given], {"jazz": 2, "rock": 4}).differing == {"jazz": (3, 2)}
    assert compare([given], {"jazz": 5, "rock": 4}).differing == {"all": (5, 9)}


def test_a_ledger_by_track_is_compared_in_sum() -> None:
    given = ledger(1, w01=3, w02=2).model_copy(update={"counted_by": ("track_id",)})
    assert compare([given], {"pop": 5}).equal()
    assert compare([given], {"pop": 4}).differing == {"all": (5, 4)}


def test_reads_all_ledgers_of_a_topic(tmp_path: Path) -> None:
    assert read_ledgers(tmp_path / "none") == []
    for each in (ledger(1, jazz=1), ledger(2, jazz=2)):
        (tmp_path / f"steady-{each.seed}.json").write_text(each.model_dump_json())
    assert read_ledgers(tmp_path) == [ledger(1, jazz=1), ledger(2, jazz=2)]


def test_only_counts_can_be_compared() -> None:
    assert comparable_table(GENRE_COUNTS) == GENRE_COUNTS_TABLE
    assert comparable_table(replace(GENRE_COUNTS, name="other")) is None
