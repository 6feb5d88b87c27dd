import asyncio

from tune_api.live.watch import Watch


class BrokenResults:
    """Fails as nobody foresaw."""

    async def snapshot(self, *_question):
        raise ZeroDivisionError("oops")


def test_an_unforeseen_error_is_stale_not_silent(location, now, caplog):
    async def run():
        watch = Watch(location, BrokenResults(), lambda: now)
        reading = asyncio.create_task(watch.run())
        async with asyncio.timeout(5):
            update = await anext(watch.updates())
        assert update.stale_since == now
        assert not reading.done()
        reading.cancel()

    asyncio.run(run())
    assert "genre_counts cannot be read: oops" in caplog.text
