import pytest

SERIES = "/api/v1/jobs/default/genre-counts/tables/genre_counts/series"
ASKED = f"{SERIES}?time=window_start&of=count"


def test_one_line_for_each_value(client):
    assert client.get(f"{ASKED}&by=genre").json() == {
        "step": 60,
        "times": ["2026-01-31T12:00:00Z", "2026-01-31T12:01:00Z"],
        "series": [
            {"value": "rock", "rest": False, "points": [5, 7]},
            {"value": "pop", "rest": False, "points": [2, None]},
        ],
    }


def test_one_line_in_all(client):
    found = client.get(ASKED).json()["series"]
    assert found == [{"value": None, "rest": False, "points": [7, 7]}]


def test_a_part_of_the_time_and_of_the_rows(client):
    part = client.get(f"{ASKED}&from=2026-01-31T12:00:00Z&to=2026-01-31T12:01:00Z&genre=pop")
    assert part.json()["times"] == ["2026-01-31T12:00:00Z"]
    assert part.json()["series"][0]["points"] == [2]


def test_never_more_points_than_asked_for(client, results, make_row):
    results.tables["genre_counts", "genre_counts"] = [
        make_row(minute, "rock", 1) for minute in range(1000)
    ]
    found = client.get(f"{ASKED}&points=100").json()
    assert (found["step"], len(found["times"])) == (600, 100)
    assert sum(found["series"][0]["points"]) == 1000


def test_the_same_series_is_sent_once(client):
    tag = client.get(ASKED).headers["etag"]
    assert client.get(ASKED, **{"if-none-match": tag}).status_code == 304


def test_nothing_there(client, results):
    results.tables.clear()
    assert client.get(ASKED).json() == {"step": 1, "times": [], "series": []}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("time=genre&of=count", 400),
        ("time=window_start&of=genre", 400),
        ("time=window_start&of=count&by=nope", 400),
        ("time=window_start&of=count&from=yesterday", 400),
        ("time=window_start&of=count&points=1", 422),
        ("time=window_start&of=count&points=1001", 422),
        ("of=count", 422),
    ],
)
def test_what_cannot_be_asked(client, query, status):
    assert client.get(f"{SERIES}?{query}").status_code == status
