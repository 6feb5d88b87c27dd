import socket
import urllib.error
import urllib.request

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import EndpointConfig
from tune_contract.runtime.reports import DriverProgress
from tune_jobs.driver.drain import DrainRequest
from tune_jobs.driver.endpoint import serve
from tune_jobs.driver.progress import ProgressTracker

METRICS = """\
# HELP tune_driver_batch_id The last committed batch.
# TYPE tune_driver_batch_id gauge
tune_driver_batch_id 0.0
# HELP tune_driver_input_rows_per_second Records read per second.
# TYPE tune_driver_input_rows_per_second gauge
tune_driver_input_rows_per_second 0.0
# HELP tune_driver_processed_rows_per_second Records processed per second.
# TYPE tune_driver_processed_rows_per_second gauge
tune_driver_processed_rows_per_second 0.0
# HELP tune_driver_batch_duration_seconds How long the last batch took.
# TYPE tune_driver_batch_duration_seconds gauge
tune_driver_batch_duration_seconds 0.0
# HELP tune_driver_input_rows_total Records read since the driver started.
# TYPE tune_driver_input_rows_total counter
tune_driver_input_rows_total 0.0
# HELP tune_driver_dead_letters_total Dead letters since the driver started.
# TYPE tune_driver_dead_letters_total counter
tune_driver_dead_letters_total 7.0
# HELP tune_driver_late_rows_total Rows dropped behind the watermark since the driver started.
# TYPE tune_driver_late_rows_total counter
tune_driver_late_rows_total 0.0
# HELP tune_driver_catalogue_refused 1 while the catalogue's newest version is not taken.
# TYPE tune_driver_catalogue_refused gauge
tune_driver_catalogue_refused 0.0
# HELP tune_driver_last_commit_timestamp_seconds When the last batch was committed.
# TYPE tune_driver_last_commit_timestamp_seconds gauge
tune_driver_last_commit_timestamp_seconds 0.0
# HELP tune_driver_watermark_timestamp_seconds The watermark.
# TYPE tune_driver_watermark_timestamp_seconds gauge
tune_driver_watermark_timestamp_seconds 0.0
"""


@pytest.fixture
def endpoint() -> EndpointConfig:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return EndpointConfig(port=free.getsockname()[1])


@pytest.fixture
def tracker() -> ProgressTracker:
    return ProgressTracker(attempt=2)


@pytest.fixture
def drain() -> DrainRequest:
    return DrainRequest()


@pytest.fixture
def ask(endpoint, tracker, drain):
    """ask(path, method) -> the answer's type and body."""
    serve(endpoint, tracker, drain)

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[str, str]:
        url = f"http://127.0.0.1:{endpoint.port}{path}"
        request = urllib.request.Request(url, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.headers["Content-Type"], answer.read().decode()

    return ask


def test_progress_is_the_report(ask, tracker):
    tracker.batch_written(rows=1, dead_letters=7)
    kind, body = ask("/progress")
    assert kind == "application/json"
    assert DriverProgress.model_validate_json(body) == tracker.report()
    assert '"deadLetters":7' in body


def test_metrics(ask, tracker):
    tracker.batch_written(rows=0, dead_letters=7)
    kind, body = ask("/metrics")
    assert kind.startswith("text/plain; version=")
    assert body == METRICS


def test_livez(ask):
    assert ask("/livez") == ("text/plain", "ok\n")


def test_drain_is_a_post(ask, drain):
    assert not drain.asked()
    assert ask("/drain", "POST") == ("text/plain", "draining\n")
    assert drain.asked()


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}]
)
def test_the_page_of_another_site_drains_nothing(ask, drain, headers):
    with pytest.raises(urllib.error.HTTPError) as raised:
        ask("/drain", "POST", **headers)
    assert raised.value.code == 403
    assert not drain.asked()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/drain"), ("GET", "/"), ("POST", "/progress"), ("POST", "/x")]
)
def test_other_paths_are_not_found(ask, drain, method, path):
    with pytest.raises(urllib.error.HTTPError) as raised:
        ask(path, method)
    assert raised.value.code == 404
    assert not drain.asked()


def test_taken_port_is_named(tracker, drain):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInput) as raised:
            serve(EndpointConfig(port=port), tracker, drain)
    assert raised.value.message == f"cannot listen on 127.0.0.1:{port}: Address already in use"
