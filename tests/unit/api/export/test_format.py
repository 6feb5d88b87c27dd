import csv
import io
import json

import pytest

from tune_api.export.format import Format, writer_of
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE


def written(kind, *parts, table=GENRE_COUNTS_TABLE) -> str:
    writer = writer_of(kind, table)
    return writer.head() + "".join(writer.part(part) for part in parts) + writer.tail()


def test_csv_has_names_first_and_quotes_what_needs_it(make_row):
    text = written(Format.CSV, [make_row(0, 'a "b",\nc', 5)], [make_row(1, "pop", -7)])
    assert text == (
        "window_start,window_end,genre,count\r\n"
        '2026-01-31T12:00:00Z,2026-01-31T12:01:00Z,"a ""b"",\nc",5\r\n'
        "2026-01-31T12:01:00Z,2026-01-31T12:02:00Z,pop,-7\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_has_no_formulas(make_row, start):
    evil = f"{start}HYPERLINK(1)"
    rows = list(csv.reader(io.StringIO(written(Format.CSV, [make_row(0, evil, 5)]), newline="")))
    assert rows[1][2:] == [f"'{evil}", "5"]


def test_csv_of_bytes_has_no_formulas_either(now):
    letter = ("plays", 0, 7, now, "@reason", 1, b"\xfb\xef\xbe")
    nothing = ("plays", 0, 8, now, "null", 0, None)
    lines = written(Format.CSV, [letter, nothing], table=DEAD_LETTERS).split("\r\n")
    assert lines[1] == "plays,0,7,2026-01-31T12:00:00Z,'@reason,1,'++++"
    assert lines[2] == "plays,0,8,2026-01-31T12:00:00Z,null,0,"


def test_json_is_one_array_however_the_rows_come(make_row):
    one, two, three = (make_row(minute, "=1", minute) for minute in range(3))
    for parts in ([[one, two, three]], [[one], [], [two, three]]):
        found = json.loads(written(Format.JSON, *parts))
        assert [(each["genre"], each["count"]) for each in found] == [
            ("=1", 0),
            ("=1", 1),
            ("=1", 2),
        ]
    assert json.loads(written(Format.JSON)) == []
    assert json.loads(written(Format.JSON, [])) == []


def test_ndjson_is_an_object_a_line(make_row):
    text = written(Format.NDJSON, [make_row(0, "ro\nck", 1)], [make_row(1, "pöp", 2)])
    assert [json.loads(line)["genre"] for line in text.splitlines()] == ["ro\nck", "pöp"]
    assert written(Format.NDJSON) == ""
