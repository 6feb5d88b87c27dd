"""Reads a request's body, never more of it than there is room for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from fastapi import Request
from starlette.requests import ClientDisconnect

from tune_api.ingest.limits import ALL_BODIES_BYTES, BODY_BYTES, MIB, READ_SECONDS
from tune_api.refusal import Busy, Refusal
from tune_contract.errors import InvalidInput


class Room:
    """The memory that all bodies together may take."""

    def __init__(self, most: int = ALL_BODIES_BYTES) -> None:
        """Be empty.

        Args:
            most: bytes.
        """
        self._left = most

    @contextmanager
    def share(self) -> Iterator["Share"]:
        """A share of it for as long as the block lasts."""
        share = Share(self)
        try:
            yield share
        finally:
            self._left += share.taken

    def take(self, size: int) -> None:
        """Take that many bytes.

        Raises:
            Busy: they are not left.
        """
        if size > self._left:
            raise Busy("too many requests at once", "send it again a moment later", 1.0)
        self._left -= size


class Share:
    """What one request has taken of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.taken = 0

    def grow(self, size: int) -> None:
        """Take that many bytes more.

        Raises:
            Busy: they are not left.
        """
        self._room.take(size)
        self.taken += size


async def read_body(request: Request, share: Share, seconds: float = READ_SECONDS) -> bytes:
    """The whole body.

    Args:
        request: whose body.
        share: what its bytes are counted in.
        seconds: how long it may take.

    Raises:
        Refusal: 413, it is too large; 408, it does not arrive.
        Busy: there is no room for it.
        InvalidInput: the caller has gone.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > BODY_BYTES:
        raise _too_large()
    chunks: list[bytes] = []
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                share.grow(len(chunk))
                if share.taken > BODY_BYTES:
                    raise _too_large()
                chunks.append(chunk)
    except TimeoutError:
        raise Refusal(
            HTTPStatus.REQUEST_TIMEOUT,
            f"the body did not arrive within {seconds:.0f} s",
            "send smaller requests",
        ) from None
    except ClientDisconnect:
        raise InvalidInput("the connection was closed before the body's end") from None
    return b"".join(chunks)


def _too_large() -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body has more than {BODY_BYTES // MIB} MiB",
        "send the events in several requests",
    )
