"""Server-sent events as bytes, made once and shared by all clients that get them."""

QUIET = 15.0  # seconds without an event after which a client is shown that the stream lives
HEARTBEAT = b": \n\n"
"""A comment: clients pass over it, and proxies keep the connection."""


def event(name: str, identity: str, data: str) -> bytes:
    """One event.

    Args:
        name: its type.
        identity: what a client sends as Last-Event-ID when it comes back.
        data: one line, as JSON is.
    """
    return f"event: {name}\nid: {identity}\ndata: {data}\n\n".encode()
