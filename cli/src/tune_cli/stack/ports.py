"""Free ports on the loopback address, the same from one run to the next where that works."""

import socket

LOOPBACK = "127.0.0.1"


def choose_port(previous: int | None) -> int:
    """The previous port when it is free, so that addresses users keep stay right; else another."""
    return previous if previous and port_is_free(previous) else _any_port()


def port_is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def port_answers(port: int) -> bool:
    """Whether a server listens there."""
    with socket.socket() as probe:
        probe.settimeout(0.2)  # seconds: on the loopback address it answers at once or never
        return probe.connect_ex((LOOPBACK, port)) == 0


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
