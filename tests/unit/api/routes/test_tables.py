TABLES = "/api/v1/jobs/default/genre-counts/tables"
ROWS = f"{TABLES}/genre_counts/rows"


def shown(response) -> list[tuple[str, str, int]]:
    rows = response.json()["rows"]
    return [(row["window_start"][11:16], row["genre"], row["count"]) for row in rows]


def test_the_tables(client):
    tables = client.get(TABLES).json()["tables"]
    assert [table["name"] for table in tables] == ["genre_counts", "dead_letters"]


def test_rows_newest_first(client):
    assert shown(client.get(ROWS)) == [
        ("12:01", "rock", 7),
        ("12:00", "rock", 5),
        ("12:00", "pop", 2),
    ]


def test_rows_filtered(client):
    response = client.get(f"{ROWS}?genre=rock&window_start.lt=2026-01-31T12:01:00Z")
    assert shown(response) == [("12:00", "rock", 5)]
    assert shown(client.get(f"{ROWS}?genre=pop&genre=jazz")) == [("12:00", "pop", 2)]


def test_rows_in_order(client):
    assert [row[2] for row in shown(client.get(f"{ROWS}?order=count"))] == [2, 5, 7]
    assert [row[2] for row in shown(client.get(f"{ROWS}?order=-count"))] == [7, 5, 2]


def test_pages_join_without_gap_or_repeat(client):
    found, cursor = [], ""
    while cursor is not None:
        response = client.get(f"{ROWS}?limit=1&order=genre&cursor={cursor}")
        found += shown(response)
        cursor = response.json()["nextCursor"]
    assert found == [("12:00", "pop", 2), ("12:00", "rock", 5), ("12:01", "rock", 7)]


def test_a_table_nobody_has_written_to_is_empty(client):
    response = client.get(f"{TABLES}/dead_letters/rows")
    assert response.json() == {"rows": [], "nextCursor": None}


def test_a_wrong_filter_says_what_is_allowed(client):
    response = client.get(f"{ROWS}?gender=rock")
    assert response.status_code == 400
    assert response.json()["detail"] == "'gender' is no parameter of genre_counts"


def test_an_unknown_table(client):
    response = client.get(f"{TABLES}/nope/rows")
    assert response.status_code == 404
    assert response.json()["hint"] == "it has: genre_counts, dead_letters"
    assert client.get(f"{TABLES}/nope/stream").status_code == 404


def test_totals(client):
    response = client.get(f"{TABLES}/genre_counts/totals?by=genre&of=count&count.gte=5")
    assert response.json() == {
        "by": "genre",
        "of": "count",
        "totals": [{"value": "rock", "total": 12}],
    }


def test_totals_need_both_columns(client):
    response = client.get(f"{TABLES}/genre_counts/totals?by=genre")
    assert response.status_code == 422
    assert response.json()["detail"] == "of: Field required"


def test_a_stream_of_what_is_not_there(client):
    assert client.get(f"{TABLES}/nope/stream").status_code == 404
