import resource
import socket

import pytest

from tune_api.app import make_app
from tune_api.connection import TimedConnection
from tune_api.server import Server, bind, room_for
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
    config = Server(make_app(services), services.live, services.board).config
    assert config.http is TimedConnection
    assert config.limit_concurrency == room_for(2000)


def test_there_are_files_for_all_connections():
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, limits[1]))
        assert room_for(250) == 250
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 350
        assert room_for(100) == 100
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 350
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
