import asyncio

from tune_api.metrics import MeasureRequests, Metrics


class Route:
    path = "/things/{name}"


async def answer(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b""})


async def ignore(message):
    pass


def measured(scope) -> str:
    ticks = iter([10.0, 10.25])
    metrics = Metrics()
    app = MeasureRequests(answer, metrics, lambda: next(ticks))
    asyncio.run(app(scope, None, ignore))
    return metrics.text().decode()


def test_a_request_is_counted_by_its_route_not_its_path():
    text = measured({"type": "http", "method": "GET", "path": "/things/1", "route": Route()})
    counted = 'tune_api_requests_total{method="GET",route="/things/{name}",status="200"} 1.0'
    assert counted in text
    assert 'tune_api_request_seconds_sum{route="/things/{name}"} 0.25' in text


def test_a_path_without_a_route_makes_no_label_of_its_own():
    text = measured({"type": "http", "method": "GET", "path": "/invented/42"})
    assert 'tune_api_requests_total{method="GET",route="none",status="200"} 1.0' in text
    assert "invented" not in text
