"""Wakes all who wait for something new."""

import asyncio


class News:
    """A bell: whoever waits when it rings goes on."""

    def __init__(self) -> None:
        """Nothing new yet."""
        self._rung = asyncio.Event()

    def wake(self) -> None:
        """There is something new."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def within(self, seconds: float) -> bool:
        """Wait for something new; False when the time is over before."""
        try:
            async with asyncio.timeout(seconds):
                return await self._rung.wait()
        except TimeoutError:
            return False
