def test_it_lives_without_the_database(client, results):
    results.down = True
    response = client.get("/livez")
    assert (response.status_code, response.text) == (200, "ok")


def test_it_is_ready_with_the_database(client, results):
    assert client.get("/readyz").text == "ok"
    results.down = True
    assert client.get("/readyz").status_code == 503


def test_metrics(client):
    client.get("/livez")
    text = client.get("/metrics").text
    assert 'tune_api_requests_total{method="GET",route="/livez",status="200"} 1.0' in text
    assert "tune_api_sse_clients 0.0" in text
