import io
import json
from datetime import UTC, datetime

from rich.console import Console

from tune_cli.backend.tables import Rows
from tune_cli.view.table import print_table, write_csv, write_json

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROWS = Rows(
    ("window_start", "genre", "count", "payload"),
    [(NOON, "[red]", 1234, b"\x01"), (NOON, 'a "b", c', 5, None)],
)


def test_on_screen_numbers_are_on_the_right_and_data_is_no_markup() -> None:
    out = io.StringIO()
    print_table(ROWS, Console(file=out, width=80))
    assert [line.rstrip() for line in out.getvalue().splitlines()] == [
        "window_start         genre     count  payload",
        "2026-01-01 12:00:00  [red]     1,234  01",
        '2026-01-01 12:00:00  a "b", c      5',
    ]


def test_json() -> None:
    out = io.StringIO()
    write_json(ROWS, out)
    assert json.loads(out.getvalue())[0] == {
        "window_start": "2026-01-01T12:00:00+00:00",
        "genre": "[red]",
        "count": 1234,
        "payload": "01",
    }


def test_csv() -> None:
    out = io.StringIO()
    write_csv(ROWS, out)
    assert out.getvalue().splitlines()[2] == '2026-01-01T12:00:00+00:00,"a ""b"", c",5,'
