from decimal import Decimal

from tune_api.documents.rows import page_document, totals_document, update_document
from tune_api.live.table import Update
from tune_api.results.query import drawn_totals
from tune_api.results.reader import RowPage, Total
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE as TABLE

ROW = {
    "window_start": "2026-01-31T12:00:00Z",
    "window_end": "2026-01-31T12:01:00Z",
    "genre": "rock",
    "count": 5,
}


def test_rows_keep_their_columns_names(make_row):
    page = RowPage((make_row(0, "rock", 5),), "next")
    shown = page_document(TABLE, page).model_dump(mode="json")
    assert shown == {"rows": [ROW], "nextCursor": "next"}


def test_sums_stay_exact():
    totals = (Total("rock", Decimal(2**63 + 1)),)
    assert totals_document(drawn_totals(TABLE), totals).model_dump(mode="json") == {
        "by": "genre",
        "of": "count",
        "totals": [{"value": "rock", "total": 2**63 + 1}],
    }


def test_an_update(make_row, now):
    update = Update(
        whole=True,
        rows=(make_row(0, "rock", 5),),
        totals=(Total("rock", 5),),
        truncated=False,
        stale_since=now,
    )
    assert update_document(TABLE, update).model_dump(mode="json") == {
        "rows": [ROW],
        "totals": [{"value": "rock", "total": 5}],
        "truncated": False,
        "staleSince": "2026-01-31T12:00:00Z",
    }
