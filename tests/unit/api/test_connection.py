"""Real sockets: how long a client may take."""

import asyncio
import time

import pytest
import uvicorn
from uvicorn.server import ServerState

from tune_api.connection import TimedConnection

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


class Hasty(TimedConnection):
    head_seconds = 0.3


async def app(scope, receive, send):
    """Answers after longer than a head may take."""
    if scope["path"] == "/slow":
        await asyncio.sleep(0.6)
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


async def talk(*parts: bytes, pause: float = 0.1) -> tuple[bytes, float]:
    """What is answered until the connection is closed, and how long that took."""
    config = uvicorn.Config(app, ws="none", log_config=None, timeout_keep_alive=5)
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Hasty(config, state, {}), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        start = time.monotonic()

        async def write():
            for part in parts:
                writer.write(part)
                await asyncio.sleep(pause)

        writing = asyncio.create_task(write())
        try:
            answer = await asyncio.wait_for(reader.read(), timeout=4)
        finally:
            writing.cancel()
            writer.close()
        return answer, time.monotonic() - start


def test_who_says_nothing_is_let_go():
    answer, seconds = asyncio.run(talk())
    assert answer == b""
    assert 0.2 < seconds < 2


def test_who_sends_a_head_byte_by_byte_is_let_go():
    answer, seconds = asyncio.run(talk(*(HEAD[n : n + 1] for n in range(30))))
    assert answer == b""
    assert seconds < 2


def test_so_is_who_begins_a_second_request_and_does_not_end_it():
    parts = (HEAD + b"\r\n", *(b"GET / HT" for _ in range(20)))
    answer, seconds = asyncio.run(talk(*parts, pause=0.2))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"ok")
    assert seconds < 2


def test_an_answer_may_take_longer_than_a_head():
    slow = HEAD.replace(b"/ ", b"/slow ") + b"Connection: close\r\n\r\n"
    answer, seconds = asyncio.run(talk(slow))
    assert answer.endswith(b"ok")
    assert seconds > 0.5


@pytest.mark.parametrize("pause", [0.0, 0.1])
def test_a_head_in_two_parts_is_fine(pause):
    parts = (HEAD, b"Connection: close\r\n\r\n")
    answer, _ = asyncio.run(talk(*parts, pause=pause))
    assert answer.endswith(b"ok")
