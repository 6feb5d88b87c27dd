import asyncio
from contextlib import nullcontext

import pytest

from tune_api.live.event import HEARTBEAT
from tune_api.live.response import EventStream


class Client:
    """Takes some messages, then nothing more; or leaves after some."""

    def __init__(self, takes: int = 1000, leaves_after: int = 1000) -> None:
        self.takes, self.leaves_after, self.sent = takes, leaves_after, []
        self.gone = asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if len(self.sent) >= self.takes:
            await asyncio.sleep(60)
        await asyncio.sleep(0)
        self.sent.append(message)
        if len(self.sent) >= self.leaves_after:
            self.gone.set()


@pytest.fixture
def streamed():
    """streamed(client options) -> what the client was sent of five events, and whether they ended."""

    def run(**options):
        ended = []

        async def events():
            try:
                for number in range(5):
                    yield b"%d" % number
                yield HEARTBEAT
            finally:
                ended.append(True)

        async def answer():
            client = Client(**options)
            stream = EventStream(events(), nullcontext(), patience=0.05)
            async with asyncio.timeout(5):
                await stream({}, client.receive, client.send)
            return client.sent

        sent = asyncio.run(answer())
        assert ended == [True]
        return sent

    return run


def test_all_events_in_order(streamed):
    sent = streamed()
    assert b"".join(message["body"] for message in sent[1:]) == b"01234" + HEARTBEAT
    assert not sent[-1]["more_body"]


def test_a_client_that_takes_nothing_is_given_up(streamed):
    assert len(streamed(takes=3)) == 3


def test_a_client_that_leaves_ends_it(streamed):
    assert streamed(leaves_after=2)[-1]["more_body"]
