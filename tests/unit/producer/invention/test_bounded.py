from collections.abc import Iterator

import httpx2
import pytest

from tune_contract.errors import TemporaryError
from tune_producer.invention.bounded import bound

MIB = 1_048_576


class Chunks(httpx2.SyncByteStream):
    def __init__(self, sizes: list[int]) -> None:
        self.sizes, self.closed = sizes, False

    def __iter__(self) -> Iterator[bytes]:
        while self.sizes:
            yield b" " * self.sizes.pop(0)

    def close(self) -> None:
        self.closed = True


def test_a_mebibyte_is_read():
    chunks = Chunks([1, MIB - 1])
    response = httpx2.Response(200, stream=chunks)
    bound(response)
    assert len(response.read()) == MIB
    assert chunks.closed


def test_of_more_nothing_further_is_taken():
    chunks = Chunks([MIB, 1, MIB, MIB])
    response = httpx2.Response(200, stream=chunks)
    bound(response)
    with pytest.raises(TemporaryError, match="more than 1 MiB"):
        response.read()
    assert chunks.sizes == [MIB, MIB]


@pytest.mark.parametrize("encoding", ["gzip", "br, gzip"])
def test_what_is_compressed_is_refused(encoding):
    response = httpx2.Response(200, headers={"content-encoding": encoding}, stream=Chunks([1]))
    with pytest.raises(TemporaryError, match="compresses its answers"):
        bound(response)
