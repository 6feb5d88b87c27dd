"""Asks a Kafka for its brokers: the smallest request that only a working cluster answers.

A client library does the same, but takes 0.3 s to import, and this is asked at every start.
"""

import socket
import struct

_METADATA = 3  # the API key
_VERSION = 1  # with an empty list of topics it answers with the brokers alone
_CLIENT = b"tune"
_REQUEST = struct.pack(">hhih", _METADATA, _VERSION, 0, len(_CLIENT)) + _CLIENT + bytes(4)
_MOST_BYTES = 1_000_000  # an answer that claims more is not Kafka's


def kafka_answers(host: str, port: int, patience: float) -> bool:
    """Whether a Kafka without TLS and passwords answers there, and has a broker.

    Args:
        host: name or address.
        port: the port.
        patience: seconds to wait for the connection, and again for the answer.
    """
    try:
        with socket.create_connection((host, port), patience) as connection:
            connection.sendall(struct.pack(">i", len(_REQUEST)) + _REQUEST)
            return _brokers(connection) > 0
    except (OSError, struct.error):
        return False


def _brokers(connection: socket.socket) -> int:
    """The number of brokers: it stands after the length and the correlation id."""
    (length,) = struct.unpack(">i", _read(connection, 4))
    if not 0 < length <= _MOST_BYTES:
        return 0
    count: int = struct.unpack_from(">i", _read(connection, length), 4)[0]
    return count


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionError("closed")
        data += part
    return data
