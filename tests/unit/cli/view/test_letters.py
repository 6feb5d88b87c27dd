import csv
import io
import json
from datetime import UTC, datetime

from rich.console import Console

from tune_cli.backend.dead_letters import LIST_COLUMNS, SUMMARY_COLUMNS
from tune_cli.view.letters import (
    letters_csv,
    letters_json,
    letters_ndjson,
    print_list,
    print_summary,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SUMMARY = [("not valid JSON", 1_200, 3, 1, NOON, b"[red]\n"), ("empty", 2, 0, 0, NOON, None)]
LIST = [
    ("plays", 0, 7, NOON, "not valid JSON", 2, b"{\n", NOON),
    ("plays", 1, 8, NOON, "not a JSON object", 2, b"\xff\0", None),
]


def printed(show: object, rows: object) -> list[str]:
    out = io.StringIO()
    show(rows, Console(file=out, width=120))  # type: ignore[operator]
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_summary() -> None:
    assert printed(print_summary, SUMMARY) == [
        "reason          records  replayed  came_back  newest               example",
        "not valid JSON    1,200         3          1  2026-01-01 12:00:00  [red]\\n",
        "empty                 2         0          0  2026-01-01 12:00:00",
        "",
        "1,202 dead letters, 3 replayed",
    ]


def test_nothing_to_sum_up() -> None:
    assert printed(print_summary, []) == ["No dead letters."]


def test_list() -> None:
    header, first, second = printed(print_list, LIST)
    assert header.split() == list(LIST_COLUMNS)
    assert "{\\n" in first
    assert "\\xff\\x00" in second


def test_json_has_each_byte() -> None:
    out, lines = io.StringIO(), io.StringIO()
    letters_json(LIST_COLUMNS, LIST, out)
    letters_ndjson(LIST_COLUMNS, iter(LIST), lines)
    found = json.loads(out.getvalue())
    assert found == [json.loads(line) for line in lines.getvalue().splitlines()]
    assert found[0] == {
        "topic": "plays", "partition": 0, "offset": 7, "record_time": NOON.isoformat(),
        "reason": "not valid JSON", "payload_size": 2, "payload": "{\n", "payload_base64": None,
        "replayed_at": NOON.isoformat(),
    }  # fmt: skip
    assert (found[1]["payload"], found[1]["payload_base64"]) == (None, "/wA=")


def test_csv() -> None:
    out = io.StringIO()
    letters_csv(SUMMARY_COLUMNS, SUMMARY, out)
    assert list(csv.reader(out.getvalue().splitlines())) == [
        list(SUMMARY_COLUMNS),
        ["not valid JSON", "1200", "3", "1", NOON.isoformat(), "[red]\\n"],
        ["empty", "2", "0", "0", NOON.isoformat(), ""],
    ]
