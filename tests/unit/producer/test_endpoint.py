import json
import socket
import urllib.error
import urllib.request

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import EndpointConfig
from tune_producer.board import Board
from tune_producer.endpoint import serve


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def address(free_port):
    server = serve(EndpointConfig(port=free_port), Board(20.0, 5, 100.0))
    yield f"http://127.0.0.1:{free_port}"
    server.shutdown()
    server.server_close()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def test_progress_is_the_board(address):
    assert json.loads(get(f"{address}/progress")) == {
        "acknowledged": 5,
        "failed": 0,
        "targetRate": 20.0,
        "rate": 0.0,
        "behind": False,
        "finished": False,
    }


def test_metrics_are_served(address):
    assert b"\ntune_producer_events_acknowledged_total 5.0\n" in get(f"{address}/metrics")


def test_it_lives(address):
    assert get(f"{address}/livez") == b"ok\n"


def test_elsewhere_is_nothing(address):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}/other")


def test_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInput, match=f"cannot listen on 127.0.0.1:{port}: Address"):
            serve(EndpointConfig(port=port), Board(20.0, 0, 100.0))
