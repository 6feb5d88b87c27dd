"""Bounds a response: a server must not be able to fill the memory."""

from collections.abc import Iterator
from typing import cast

import httpx2

from tune_contract.errors import TemporaryError
from tune_contract.invention.document import MOST_BYTES


def bound(response: httpx2.Response) -> None:
    """Let a response, whose body was not read yet, end with an error when it is too long.

    Raises:
        TemporaryError: it is compressed, so that nobody knows how long it is.
    """
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TemporaryError(
            "the model's server compresses its answers, and was asked not to",
            "nothing was written; use another server",
        )
    response.stream = _Bounded(cast("httpx2.SyncByteStream", response.stream))


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for chunk in self._stream:
            read += len(chunk)
            if read > MOST_BYTES:
                raise TemporaryError(
                    "the model's server answered with more than 1 MiB",
                    "nothing was written; ask for fewer tracks, or use another model",
                )
            yield chunk

    def close(self) -> None:
        self._stream.close()
