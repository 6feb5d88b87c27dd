import socket

from tune_cli.stack.ports import choose_port, port_answers, port_is_free


def test_previous_port_is_chosen_when_it_is_free():
    port = choose_port(None)
    assert port_is_free(port)
    assert choose_port(port) == port


def test_taken_port_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert not port_is_free(taken)
        assert choose_port(taken) != taken


def test_a_port_answers_when_a_server_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert port_answers(taken)
    assert not port_answers(taken)
