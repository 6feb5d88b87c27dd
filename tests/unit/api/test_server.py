import socket

import pytest

from tune_api.app import make_app
from tune_api.connection import TimedConnection
from tune_api.server import Server, bind
from tune_contract.errors import InvalidInput


def test_port_0_is_a_free_one():
    with bind("127.0.0.1", 0) as listening:
        host, port = listening.getsockname()
    assert host == "127.0.0.1"
    assert port > 0


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(InvalidInput) as raised:
        bind("192.0.2.1", 0)
    assert raised.value.message.startswith("--host 192.0.2.1 is no address of this machine: ")
    assert raised.value.hint == "use 127.0.0.1, or 0.0.0.0 for all"


def test_answers_do_not_wait_for_acknowledgements():
    with bind("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_connections_are_bounded_in_number_and_time(services):
    config = Server(make_app(services), services.live).config
    assert (config.http, config.limit_concurrency) == (TimedConnection, 500)
