"""The HTTP server: binds, serves, and stops when asked to or when its parent is gone."""

import errno
import os
import resource
import socket
import sys
import threading
from typing import Protocol

import uvicorn
from fastapi import FastAPI

from tune_api.connection import TimedConnection
from tune_contract.errors import Conflict, InvalidInput

DRAIN_SECONDS = 5  # for answers under way when it is asked to stop
CONNECTIONS = 2000  # at once, live streams among them; more are answered 503
OTHER_FILES = 100  # that are open beside connections: the database, Kafka, logs


class Endless(Protocol):
    """Streams that never end by themselves."""

    def close(self) -> None:
        """End them."""
        ...


class Server(uvicorn.Server):
    """Ends the live streams when it is asked to stop; they would never end by themselves."""

    def __init__(self, app: FastAPI, *streams: Endless) -> None:
        """Serve an app with these streams."""
        super().__init__(
            uvicorn.Config(
                app,
                http=TimedConnection,
                limit_concurrency=room_for(CONNECTIONS),
                log_config=None,
                access_log=False,
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        for each in self._streams:
            each.close()
        await super().shutdown(sockets)

    def stop_with_parent(self) -> None:
        """Stop when standard input is closed."""

        def wait() -> None:
            # Not sys.stdin.read: its lock, held by a daemon thread, spoils the interpreter's end.
            while os.read(sys.stdin.fileno(), 4096):
                pass
            self.should_exit = True

        threading.Thread(target=wait, name="parent", daemon=True).start()


def room_for(connections: int) -> int:
    """Have the system allow as many open files as that takes; how many connections there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_FILES
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < wanted:
        soft = wanted if hard == unlimited else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == unlimited else min(connections, soft - OTHER_FILES)


def bind(host: str, port: int) -> socket.socket:
    """Take the address.

    Raises:
        Conflict: something else listens there.
        InvalidInput: this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]  # the address is said below
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise Conflict(
                f"port {port} on {host} cannot be had: {reason}",
                "stop what listens there, or choose another --port",
            ) from None
        raise InvalidInput(
            f"--host {host} is no address of this machine: {reason}",
            "use 127.0.0.1, or 0.0.0.0 for all",
        ) from None
    # Else an answer's body waits 40 ms for its head to be acknowledged: asyncio does this by itself
    # only for sockets it made. Connections have it from the listening socket.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
