"""The HTTP server: binds, serves, and stops when asked to or when its parent is gone."""

import errno
import os
import socket
import sys
import threading

import uvicorn
from fastapi import FastAPI

from tune_api.connection import TimedConnection
from tune_api.live.hub import LiveHub
from tune_contract.errors import Conflict, InvalidInput

DRAIN_SECONDS = 5  # for answers under way when it is asked to stop
CONNECTIONS = 500  # at once, live streams among them; more are answered 503. Files end at 1024


class Server(uvicorn.Server):
    """Ends the live streams when it is asked to stop; they would never end by themselves."""

    def __init__(self, app: FastAPI, hub: LiveHub) -> None:
        """Serve an app whose streams come from the hub."""
        super().__init__(
            uvicorn.Config(
                app,
                http=TimedConnection,
                limit_concurrency=CONNECTIONS,
                log_config=None,
                access_log=False,
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=DRAIN_SECONDS,
            )
        )
        self._hub = hub

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._hub.close()
        await super().shutdown(sockets)

    def stop_with_parent(self) -> None:
        """Stop when standard input is closed."""

        def wait() -> None:
            # Not sys.stdin.read: its lock, held by a daemon thread, spoils the interpreter's end.
            while os.read(sys.stdin.fileno(), 4096):
                pass
            self.should_exit = True

        threading.Thread(target=wait, name="parent", daemon=True).start()


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
