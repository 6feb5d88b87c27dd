import asyncio

from tune_api.live.watch import Watch


class BrokenResults:
    """Fails as nobody foresaw."""

    async def snapshot(self, *_question):
        raise ZeroDivisionError("oops")


def test_an_unforeseen_error_is_stale_not_silent(location, now, caplog, told):
    async def run():
        watch = Watch(location, BrokenResults(), lambda: now, "epoch")
        reading = asyncio.create_task(watch.run())
        async with asyncio.timeout(5):
            event = told(await anext(watch.updates()))
        assert event.data["staleSince"] == "2026-01-31T12:00:00Z"
        assert not reading.done()
        reading.cancel()

    asyncio.run(run())
    assert "genre_counts cannot be read: oops" in caplog.text


def test_clients_that_kept_up_share_one_event(location, results, now, make_row):
    async def run():
        watch = Watch(location, results, lambda: now, "epoch")
        reading = asyncio.create_task(watch.run())
        clients = [watch.updates() for _ in range(3)]
        async with asyncio.timeout(5):
            firsts = [await anext(client) for client in clients]
            results.tables["genre_counts", "genre_counts"].append(make_row(2, "jazz", 4))
            watch.refresh()
            seconds = [await anext(client) for client in clients]
        for events in (firsts, seconds):
            assert {id(event) for event in events} == {id(events[0])}
        assert firsts[0].startswith(b"event: snapshot\nid: epoch.1\n")
        assert seconds[0].startswith(b"event: changes\nid: epoch.2\n")
        reading.cancel()

    asyncio.run(run())
