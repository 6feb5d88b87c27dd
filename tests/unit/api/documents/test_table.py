from tune_api.documents.table import describe
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE


def test_a_declaration():
    shown = describe(GENRE_COUNTS_TABLE).model_dump(mode="json")
    assert shown["columns"][3] == {
        "name": "count",
        "type": "bigint",
        "meaning": "plays in the window",
        "nullable": False,
    }
    del shown["columns"]
    assert shown == {
        "name": "genre_counts",
        "key": ["window_start", "genre"],
        "appendOnly": False,
        "drawing": {"view": "time-series", "x": "window_start", "y": "count", "series": "genre"},
    }
