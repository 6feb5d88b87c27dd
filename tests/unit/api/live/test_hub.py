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


def test_a_client_sees_the_rows_and_then_each_change(hub, results, location, make_row, told):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            first = told(await soon(anext(updates)))
            assert first.name == "snapshot"
            assert first.counts() == [("rock", 7), ("rock", 5), ("pop", 2)]
            totals = [(each["value"], each["total"]) for each in first.data["totals"]]
            assert totals == [("rock", 12), ("pop", 2)]
            results.tables["genre_counts", "genre_counts"].append(make_row(2, "jazz", 4))
            hub.notify("genre_counts", "genre_counts")
            second = told(await soon(anext(updates)))
            assert (second.name, second.counts()) == ("changes", [("jazz", 4)])
            assert second.id != first.id

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


def test_nobody_looks_nothing_runs(results, location, now):
    hub = LiveHub(results, lambda: now, linger=0.05)

    async def run():
        before = asyncio.all_tasks()
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            assert len(asyncio.all_tasks() - before) == 1
        await asyncio.sleep(0.1)
        assert asyncio.all_tasks() - before == set()

    asyncio.run(run())


def test_a_client_that_comes_back_gets_what_changed(hub, results, location, make_row, told):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            first = told(await soon(anext(updates)))
        results.tables["genre_counts", "genre_counts"].append(make_row(2, "jazz", 4))
        hub.notify("genre_counts", "genre_counts")
        async with aclosing(hub.updates(location, first.id)) as updates:
            second = told(await soon(anext(updates)))
        assert (second.name, second.counts()) == ("changes", [("jazz", 4)])

    asyncio.run(run())


def test_a_client_that_comes_back_late_gets_everything(results, location, now, told):
    hub = LiveHub(results, lambda: now, linger=0.0)

    async def run():
        async with aclosing(hub.updates(location)) as updates:
            first = told(await soon(anext(updates)))
        await asyncio.sleep(0.05)
        async with aclosing(hub.updates(location, first.id)) as updates:
            second = told(await soon(anext(updates)))
        assert (second.name, len(second.counts())) == ("snapshot", 3)

    asyncio.run(run())


def test_a_client_that_looks_again_in_time_keeps_the_watch(results, location, now):
    hub = LiveHub(results, lambda: now, linger=0.05)

    async def run():
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            await asyncio.sleep(0.1)
            assert results.reads == 1
            hub.refresh()
            await asyncio.sleep(0.2)
            assert results.reads == 2

    asyncio.run(run())


def test_a_database_away_makes_it_stale_until_it_is_back(hub, results, location, told):
    async def run():
        async with aclosing(hub.updates(location)) as updates:
            await soon(anext(updates))
            results.down = True
            hub.refresh()
            stale = told(await soon(anext(updates)))
            assert (stale.counts(), stale.data["staleSince"]) == ([], "2026-01-31T12:00:00Z")
            results.down = False
            hub.refresh()
            fresh = told(await soon(anext(updates)))
            assert (fresh.counts(), fresh.data["staleSince"]) == ([], None)

    asyncio.run(run())


def test_close_ends_every_stream(hub, location):
    async def run():
        updates = hub.updates(location)
        await soon(anext(updates))
        hub.close()
        with pytest.raises(StopAsyncIteration):
            await soon(anext(updates))

    asyncio.run(run())
