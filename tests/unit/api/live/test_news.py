import asyncio

from tune_api.live.news import News


def test_all_who_wait_are_woken_once():
    async def run():
        news = News()
        waiting = [asyncio.create_task(news.within(5)) for _ in range(3)]
        await asyncio.sleep(0)
        news.wake()
        assert await asyncio.gather(*waiting) == [True, True, True]
        assert not await news.within(0.01)

    asyncio.run(run())
