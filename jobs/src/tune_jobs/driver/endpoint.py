"""The driver's small web server: /progress, /metrics, /livez and POST /drain."""

import threading
from collections.abc import Iterable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from tune_contract.callers import is_forged, is_trusted_host
from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import EndpointConfig
from tune_jobs.driver.drain import DrainRequest
from tune_jobs.driver.progress import ProgressTracker

_PATIENCE_SECONDS = 10  # for the next bytes of a caller, whose thread waits for them
_GAUGES = (
    ("batch_id", "batch_id", "The last committed batch."),
    ("input_rows_per_second", "input_rows_per_second", "Records read per second."),
    ("processed_rows_per_second", "processed_rows_per_second", "Records processed per second."),
    ("batch_duration_seconds", "batch_seconds", "How long the last batch took."),
)
_COUNTERS = (
    ("input_rows", "input_rows", "Records read since the driver started."),
    ("dead_letters", "dead_letters", "Dead letters since the driver started."),
    ("late_rows", "late_rows", "Rows dropped behind the watermark since the driver started."),
)


class ProgressCollector:
    """The tracker's report as Prometheus metrics, `tune_driver_*`."""

    def __init__(self, tracker: ProgressTracker) -> None:
        self._tracker = tracker

    def collect(self) -> Iterable[Metric]:
        """One sample of each metric."""
        report = self._tracker.report()
        for name, field, meaning in _GAUGES:
            yield GaugeMetricFamily(f"tune_driver_{name}", meaning, getattr(report, field) or 0)
        for name, field, meaning in _COUNTERS:
            yield CounterMetricFamily(f"tune_driver_{name}", meaning, getattr(report, field))
        yield GaugeMetricFamily(
            "tune_driver_catalogue_refused",
            "1 while the catalogue's newest version is not taken.",
            bool(report.catalogue_problem),
        )
        for name, moment, meaning in (
            ("last_commit", report.last_commit_time, "When the last batch was committed."),
            ("watermark", report.watermark, "The watermark."),
        ):
            seconds = moment.timestamp() if moment else 0
            yield GaugeMetricFamily(f"tune_driver_{name}_timestamp_seconds", meaning, seconds)


def serve(endpoint: EndpointConfig, tracker: ProgressTracker, drain: DrainRequest) -> None:
    """Serve until the process ends.

    Raises:
        InvalidInput: the port is taken.
    """
    try:
        server = ThreadingHTTPServer((endpoint.host, endpoint.port), _handler(tracker, drain))
    except OSError as error:
        raise InvalidInput(
            f"cannot listen on {endpoint.host}:{endpoint.port}: {error.strerror}",
            "choose another port",
        ) from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="endpoint", daemon=True).start()


def _handler(tracker: ProgressTracker, drain: DrainRequest) -> type[BaseHTTPRequestHandler]:
    registry = CollectorRegistry()
    registry.register(ProgressCollector(tracker))

    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE_SECONDS

        def do_GET(self) -> None:
            match self.path:
                case "/progress":
                    self._answer(tracker.report().model_dump_json().encode(), "application/json")
                case "/metrics":
                    self._answer(generate_latest(registry), CONTENT_TYPE_LATEST)
                case "/livez":
                    self._answer(b"ok\n", "text/plain")
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:
            if self.path != "/drain":
                self.send_error(404)
            elif _by_a_page(self.headers):
                self.send_error(403, "not for the page of another site")
            else:
                drain.ask()
                self._answer(b"draining\n", "text/plain")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Requests are not logged: one a second would bury the rest."""

        def _answer(self, body: bytes, content_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _by_a_page(headers: Message) -> bool:
    """Whether a browser asks, on behalf of some page: this server has none."""
    host = headers.get("Host", "")
    return not is_trusted_host(host) or is_forged(headers.get("Origin", ""), host)
