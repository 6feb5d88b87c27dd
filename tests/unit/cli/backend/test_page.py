import socket

import pytest

from tune_cli.backend.page import page_port
from tune_contract.errors import Conflict


def test_a_taken_port_is_told_and_the_usual_one_is_replaced() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        with pytest.raises(Conflict, match=f"port {taken} is taken"):
            page_port(taken)


def test_a_free_port_is_found() -> None:
    assert 0 < page_port(0) < 65536
    free = page_port(0)
    assert page_port(free) == free
