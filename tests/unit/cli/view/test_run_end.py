from tune_cli.backend.comparison import Comparison
from tune_cli.backend.run_summary import RunSummary
from tune_cli.view.run_end import last_lines
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import ProgressStatus


def summary(comparison: Comparison | None, **fields: object) -> RunSummary:
    given = {
        "job": "genres",
        "namespace": "default",
        "phase": Phase.SUSPENDED,
        "seconds": 12.34,
        "restarts": 0,
        "progress": ProgressStatus(),
        "acknowledged": 0,
        "failure": None,
        "first_result": None,
    }
    return RunSummary(**(given | fields), comparison=comparison)


def test_equal_sums() -> None:
    found = summary(Comparison(acknowledged=12_000, counted=12_000, differing={}))
    assert last_lines(found) == [
        "genres: Suspended after 12.3 s",
        "acknowledged 12,000 = counted 12,000 ✓",
    ]


def test_what_is_counted_beyond_is_told() -> None:
    found = summary(Comparison(acknowledged=4_000, counted=4_300, spare=500, differing={}))
    assert last_lines(found)[1:] == [
        "acknowledged 4,000, counted 4,300: with 300 of 500 late events and copies ✓"
    ]


def test_different_sums_are_told_by_genre() -> None:
    found = summary(Comparison(acknowledged=10, counted=9, differing={"jazz": (10, 9)}))
    assert last_lines(found)[1:] == [
        "acknowledged 10, but counted 9 ✗",
        "  jazz: acknowledged 10, counted 9",
    ]


def test_what_is_unread_is_told() -> None:
    found = summary(None, acknowledged=10, progress=ProgressStatus(lag=1_500))
    assert last_lines(found)[1:] == [
        "1,500 events are not read yet: the next run goes on from here"
    ]
    assert last_lines(summary(None)) == ["genres: Suspended after 12.3 s"]


def test_events_by_the_api_have_no_ledger() -> None:
    assert last_lines(summary(None, acknowledged=10, sent=True))[1:] == [
        "events came by the API or a replay too: there is no ledger to hold the counts against"
    ]
    unread = summary(None, acknowledged=10, sent=True, progress=ProgressStatus(lag=2))
    assert last_lines(unread)[1:] == ["2 events are not read yet: the next run goes on from here"]
