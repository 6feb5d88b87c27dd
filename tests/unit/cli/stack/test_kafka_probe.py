import socket
import struct
import threading

import pytest

from tune_cli.stack.kafka_probe import kafka_answers


def answer(body: bytes) -> bytes:
    return struct.pack(">i", len(body)) + body


def broker_count(count: int) -> bytes:
    return answer(struct.pack(">ii", 0, count) + b"the rest")


@pytest.fixture
def serve():
    """A server that answers one request with the given bytes, then closes."""
    threads: list[threading.Thread] = []

    def start(reply: bytes) -> int:
        server = socket.create_server(("127.0.0.1", 0))

        def run() -> None:
            connection, _ = server.accept()
            with server, connection:
                size = struct.unpack(">i", connection.recv(4))[0]
                connection.recv(size)
                connection.sendall(reply)

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return server.getsockname()[1]

    yield start
    for thread in threads:
        thread.join(5)


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        (broker_count(1), True),
        (broker_count(0), False),  # it listens, but is not ready
        (b"", False),  # closed, as where a password is asked for
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False),
        (b"\x15\x03\x03\x00\x02\x02\x46", False),  # a TLS alert
        (answer(b"short"), False),
    ],
)
def test_only_a_kafka_with_a_broker_answers(serve, reply, answers):
    assert kafka_answers("127.0.0.1", serve(reply), patience=2) is answers


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not kafka_answers("127.0.0.1", port, patience=0.2)


def test_silence_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not kafka_answers("127.0.0.1", server.getsockname()[1], patience=0.1)
