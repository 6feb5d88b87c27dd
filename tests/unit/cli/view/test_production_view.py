from pathlib import Path

from tune_cli.view.production_view import last_line
from tune_contract.runtime.reports import DisorderCounts, Ledger

LEDGER = Ledger(topic="plays", scenario="steady", seed=7, acknowledged=4_000)


def test_the_end_in_one_line() -> None:
    said = last_line(LEDGER, Path("/l.json"))
    assert said == "acknowledged 4,000 events in plays; ledger /l.json"


def test_what_does_not_count_is_told() -> None:
    disorder = DisorderCounts(late=200, malformed=1_300)
    ledger = LEDGER.model_copy(update={"failed": 2, "disorder": disorder})
    assert last_line(ledger, Path("/l.json")) == (
        "acknowledged 4,000 events in plays, late 200, malformed 1,300, refused 2; ledger /l.json"
    )
