"""What the API tells Prometheus about itself."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Metrics:
    """The counters of one app, in a registry of their own."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        """For those who count for themselves."""
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "tune_api_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "tune_api_request_seconds",
            "Seconds until the answer began.",
            ["route"],
            registry=self.registry,
        )
        self.sse_clients = Gauge(
            "tune_api_sse_clients", "Clients that look on live.", registry=self.registry
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class MeasureRequests:
    """Middleware: counts requests and the time until their answer begins."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Wrap an app; the clock counts seconds."""
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and measure it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = self._clock()

        async def measured_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = _route_of(scope)
                self._metrics.requests.labels(scope["method"], route, message["status"]).inc()
                self._metrics.seconds.labels(route).observe(self._clock() - start)
            await send(message)

        await self._app(scope, receive, measured_send)


def _route_of(scope: Scope) -> str:
    """The route's pattern, never the path itself: anybody can invent paths without end."""
    return str(getattr(scope.get("route"), "path", "none"))
