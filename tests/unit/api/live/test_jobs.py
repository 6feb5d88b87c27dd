import asyncio
from contextlib import aclosing, suppress
from datetime import timedelta

import pytest

from tune_api.live.jobs import JobBoard


class Clock:
    """Goes on only when it is told to."""

    def __init__(self, now) -> None:
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


@pytest.fixture
def board(services, jobs, clock) -> JobBoard:
    return JobBoard(jobs, services.pipelines, clock)


def running(board, check) -> None:
    """Run a board beside a check of it."""

    async def run():
        looking = asyncio.create_task(board.run())
        async with asyncio.timeout(10):
            await check()
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    asyncio.run(run())


def phases(event) -> list[str]:
    return [job["phase"] for job in event.data["jobs"]]


def test_the_list_and_then_each_change(board, jobs, make_job, told):
    async def check():
        async with aclosing(board.updates()) as updates:
            first = told(await anext(updates))
            assert (first.name, phases(first)) == ("jobs", ["Pending"])
            jobs.jobs[:] = [make_job(status={"phase": "Running"})]
            second = told(await anext(updates))
            assert phases(second) == ["Running"]
            assert second.id != first.id

    running(board, check)


def test_many_clients_are_one_look(board, jobs):
    async def check():
        clients = [board.updates() for _ in range(50)]
        firsts = await asyncio.gather(*(anext(client) for client in clients))
        assert {id(each) for each in firsts} == {id(firsts[0])}
        assert jobs.lists <= 2  # its own, and one because somebody came
        for client in clients:
            await client.aclose()

    running(board, check)


def test_a_client_that_comes_back_is_told_only_what_is_new(board, jobs, make_job, told):
    async def check():
        async with aclosing(board.updates()) as updates:
            first = told(await anext(updates))
        async with aclosing(board.updates(first.id)) as updates:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await anext(updates)
        jobs.jobs[:] = []
        async with aclosing(board.updates(first.id)) as updates:
            assert phases(told(await anext(updates))) == []
        async with aclosing(board.updates("another process.1")) as updates:
            assert phases(told(await anext(updates))) == []

    running(board, check)


def test_a_source_away_makes_it_stale_until_it_is_back(board, jobs, told, caplog):
    async def check():
        async with aclosing(board.updates()) as updates:
            assert told(await anext(updates)).data["staleSince"] is None
            jobs.down = True
            stale = told(await anext(updates))
            assert (phases(stale), stale.data["staleSince"]) == (
                ["Pending"],
                "2026-01-31T12:00:00Z",
            )
            jobs.down = False
            assert told(await anext(updates)).data["staleSince"] is None

    running(board, check)
    assert caplog.text.count("the jobs cannot be listed") == 1


def test_the_history_is_in_the_list(board, jobs, make_job, clock, told):
    attempt = {"number": 1}
    jobs.jobs[:] = [make_job(status={"attempt": attempt, "progress": {"lag": 3}})]

    async def check():
        async with aclosing(board.updates()) as updates:
            await anext(updates)
            clock.now += timedelta(seconds=5)
            told_history = told(await anext(updates)).data["jobs"][0]["history"]
            assert told_history == {
                "every": 5,
                "inputRowsPerSecond": [0.0, 0.0],
                "lag": [3, 3],
            }

    running(board, check)


def test_close_ends_every_stream(board):
    async def check():
        updates = board.updates()
        await anext(updates)
        board.close()
        with pytest.raises(StopAsyncIteration):
            await anext(updates)

    running(board, check)
