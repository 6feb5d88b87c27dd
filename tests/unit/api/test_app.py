def test_every_operation_is_described(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert sorted(paths) == [
        "/api/v1/jobs",
        "/api/v1/jobs/stream",
        "/api/v1/jobs/{namespace}/{name}",
        "/api/v1/jobs/{namespace}/{name}/logs",
        "/api/v1/jobs/{namespace}/{name}/restart",
        "/api/v1/jobs/{namespace}/{name}/resume",
        "/api/v1/jobs/{namespace}/{name}/suspend",
        "/api/v1/jobs/{namespace}/{name}/tables",
        "/api/v1/jobs/{namespace}/{name}/tables/{table}/export",
        "/api/v1/jobs/{namespace}/{name}/tables/{table}/rows",
        "/api/v1/jobs/{namespace}/{name}/tables/{table}/series",
        "/api/v1/jobs/{namespace}/{name}/tables/{table}/stream",
        "/api/v1/jobs/{namespace}/{name}/tables/{table}/totals",
        "/api/v1/jobs/{namespace}/{name}/timeline",
        "/api/v1/session",
        "/api/v1/topics/{topic}/events",
        "/livez",
        "/metrics",
        "/readyz",
    ]
    undescribed = [
        path
        for path, entry in paths.items()
        for operation in entry.values()
        if not (operation["summary"] and operation["description"])
    ]
    assert undescribed == []


def test_nothing_is_fetched_from_elsewhere(client):
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_answers_are_compressed_for_whom_that_suits(client):
    packed = client.get("/openapi.json", **{"accept-encoding": "gzip"})
    plain = client.get("/openapi.json", **{"accept-encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == (
        "gzip",
        "Accept-Encoding",
    )
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4


def test_a_stream_is_sent_as_it_comes(client, services):
    services.board.close()
    answer = client.get("/api/v1/jobs/stream", **{"accept-encoding": "gzip"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in answer.headers
