import asyncio

import pytest
from fastapi import Request

from tune_api.ingest.body import Room, read_body
from tune_api.ingest.limits import BODY_BYTES, MIB
from tune_api.refusal import Busy, Refusal
from tune_contract.errors import InvalidInput


def request(chunks, **headers: str) -> Request:
    """A request whose body comes in these chunks; None = it breaks off."""
    left = iter(chunks)

    async def receive():
        chunk = next(left, b"")
        if chunk is None:
            return {"type": "http.disconnect"}
        if callable(chunk):
            await chunk()
        return {"type": "http.request", "body": chunk, "more_body": chunk != b""}

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": named}, receive)


def read(chunks, room=None, seconds=1.0, **headers: str) -> bytes:
    with (room or Room()).share() as share:
        return asyncio.run(read_body(request(chunks, **headers), share, seconds))


def test_a_body_is_read_whole():
    assert read([b"ab", b"c"]) == b"abc"


def test_one_that_says_it_is_too_large_is_not_read():
    def touched():
        raise AssertionError("it was read")

    with pytest.raises(Refusal) as raised:
        read([touched], content_length=str(BODY_BYTES + 1))
    assert (raised.value.status, raised.value.message) == (413, "the body has more than 10 MiB")
    assert raised.value.headers == {"Connection": "close"}


def test_one_without_end_is_read_no_further():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * MIB

    with pytest.raises(Refusal) as raised:
        read(endless())
    assert raised.value.status == 413
    assert taken == 11


def test_one_that_does_not_arrive_is_given_up():
    async def never():
        await asyncio.sleep(60)

    with pytest.raises(Refusal) as raised:
        read([b"ab", never], seconds=0.01)
    assert raised.value.status == 408


def test_one_that_breaks_off_is_no_fault_of_ours():
    with pytest.raises(InvalidInput, match="closed before the body's end"):
        read([b"ab", None])


def test_all_bodies_share_one_room_and_give_it_back():
    room = Room(4)
    with room.share() as share:
        share.grow(3)
        with pytest.raises(Busy):
            read([b"ab"], room)
        assert read([b"a"], room) == b"a"
    assert read([b"abcd"], room) == b"abcd"
