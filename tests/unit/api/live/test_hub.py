import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from tune_api.live.hub import LiveHub


@pytest.fixture
def hub(results, now) -> LiveHub:
    return LiveHub(results, lambda: now)


async def soon(awaitable):
    async with asyncio.timeout(5):
        return await awaitable


def counts(update) -> list[tuple[str, int]]:
    return [(genre, count) for _, _, genre, count in update.rows]


def test_a_client_sees_the_rows_and_then_each_change(hub, results, location, make_row):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            first = await soon(anext(updates))
            assert first.whole
            assert counts(first) == [("rock", 7), ("rock", 5), ("pop", 2)]
            assert [(each.value, each.total) for each in first.totals] == [("rock", 12), ("pop", 2)]
            results.tables["genre_counts", "genre_counts"].append(make_row(2, "jazz", 4))
            hub.notify("genre_counts", "genre_counts")
            second = await soon(anext(updates))
            assert not second.whole
            assert counts(second) == [("jazz", 4)]

    asyncio.run(run())


def test_a_notification_of_another_table_reads_nothing(hub, results, location):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            hub.notify("other", "genre_counts")
            hub.notify("genre_counts", "dead_letters")
            await asyncio.sleep(0.4)  # two of the watch's shortest pauses
            assert results.reads == 1

    asyncio.run(run())


def test_a_view_is_read_when_a_table_beside_it_was_written(hub, results, location):
    view = replace(location, table=replace(location.table, select="SELECT 1"))

    async def run():
        async with aclosing(hub.updates(view)) as updates:
            await soon(anext(updates))
            hub.notify("other", "tracks")
            await asyncio.sleep(0.4)
            assert results.reads == 1
            hub.notify("genre_counts", "tracks")
            await asyncio.sleep(0.4)
            assert results.reads == 2

    asyncio.run(run())


def test_many_clients_are_one_read(hub, results, location):
    async def run():
        clients = [hub.updates(location) for _ in range(50)]
        firsts = await soon(asyncio.gather(*(anext(client) for client in clients)))
        assert results.reads == 1
        assert len(set(firsts)) == 1
        for client in clients:
            await client.aclose()

    asyncio.run(run())


def test_nobody_looks_nothing_runs(hub, location):
    async def run():
        before = asyncio.all_tasks()
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            assert len(asyncio.all_tasks() - before) == 1
        await asyncio.sleep(0)
        assert asyncio.all_tasks() - before == set()

    asyncio.run(run())


def test_a_database_away_makes_it_stale_until_it_is_back(hub, results, location, now):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            results.down = True
            hub.refresh()
            stale = await soon(anext(updates))
            assert (stale.rows, stale.stale_since) == ((), now)
            results.down = False
            hub.refresh()
            fresh = await soon(anext(updates))
            assert (fresh.rows, fresh.stale_since) == ((), None)

    asyncio.run(run())


def test_close_ends_every_stream(hub, location):
    async def run():
        updates = hub.updates(location)
        await soon(anext(updates))
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await soon(anext(updates))

    asyncio.run(run())
