"""Ctrl-C and its like: asked once the run is wound up, asked twice it ends now."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """How often the user has asked for the end."""

    def __init__(self) -> None:
        self._asked = 0
        self._event = Event()

    def ask(self) -> None:
        """Ask for the end."""
        self._asked += 1
        self._event.set()

    @property
    def asked(self) -> bool:
        """Whether the run is to be wound up."""
        return self._asked > 0

    @property
    def now(self) -> bool:
        """Whether the user will not wait for that."""
        return self._asked > 1

    def wait(self, seconds: float) -> None:
        """Wait so long, or until somebody asks."""
        self._event.wait(seconds)
        self._event.clear()


@contextmanager
def on_signals(request: StopRequest) -> Iterator[None]:
    """While this lasts, SIGINT, SIGTERM and SIGHUP ask instead of ending the process."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        request.ask()

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
