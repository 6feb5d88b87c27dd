import json

import pytest

EXPORT = "/api/v1/jobs/default/genre-counts/tables/genre_counts/export"


def test_a_table_as_csv(client):
    answer = client.get(EXPORT)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="genre-counts-genre_counts.csv"'
    )
    assert [line.split(",")[2:] for line in answer.text.splitlines()] == [
        ["genre", "count"],
        ["rock", "7"],
        ["rock", "5"],
        ["pop", "2"],
    ]


def test_a_filtered_table_in_order_as_json(client):
    answer = client.get(f"{EXPORT}?format=json&genre=rock&order=count")
    assert answer.headers["content-type"] == "application/json"
    assert [row["count"] for row in answer.json()] == [5, 7]


def test_a_table_as_ndjson(client):
    answer = client.get(f"{EXPORT}?format=ndjson")
    assert answer.headers["content-disposition"].endswith('genre_counts.ndjson"')
    assert [json.loads(line)["count"] for line in answer.text.splitlines()] == [7, 5, 2]


def test_a_table_nobody_has_written_to(client, results):
    results.tables.clear()
    assert client.get(EXPORT).text == "window_start,window_end,genre,count\r\n"


@pytest.mark.parametrize(
    ("query", "status"), [("format=xlsx", 422), ("gender=rock", 400), ("order=nope", 400)]
)
def test_what_cannot_be_exported(client, query, status):
    assert client.get(f"{EXPORT}?{query}").status_code == status


def test_a_database_away_is_503_and_no_file(client, results):
    results.down = True
    answer = client.get(EXPORT)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "content-disposition" not in answer.headers
