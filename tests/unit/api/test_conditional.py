import pytest

ROWS = "/api/v1/jobs/default/genre-counts/tables/genre_counts/rows"


@pytest.mark.parametrize("what", ["rows", "totals?by=genre&of=count"])
def test_the_same_answer_is_sent_once(client, what):
    path = ROWS.replace("rows", what)
    first = client.get(path)
    tag = first.headers["etag"]
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    again = client.get(path, **{"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_changed_table_has_another_tag(client, results, make_row):
    tag = client.get(ROWS).headers["etag"]
    results.tables["genre_counts", "genre_counts"].append(make_row(2, "jazz", 4))
    answer = client.get(ROWS, **{"if-none-match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


@pytest.mark.parametrize("condition", ['"other", {tag}', "{strong}", "*"])
def test_every_form_of_the_condition(client, condition):
    tag = client.get(ROWS).headers["etag"]
    asked = condition.format(tag=tag, strong=tag.removeprefix("W/"))
    answer = client.get(ROWS, **{"if-none-match": asked})
    assert answer.status_code == 304


def test_a_database_away_is_no_304(client, results):
    tag = client.get(ROWS).headers["etag"]
    results.down = True
    assert client.get(ROWS, **{"if-none-match": tag}).status_code == 503
