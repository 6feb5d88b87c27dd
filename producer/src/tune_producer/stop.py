"""The request to stop: by a signal, or because the parent is gone."""

import os
import select
import signal
import sys
from threading import Thread
from types import FrameType


class Stop:
    """A flag that can be waited for.

    A pipe and not a threading.Event: a signal handler runs in the thread that may be waiting, and
    an Event's lock would then be taken twice.
    """

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        self.reason = ""

    @property
    def requested(self) -> bool:
        """Whether somebody asked."""
        return bool(self.reason)

    def request(self, reason: str) -> None:
        """Ask; the first reason counts. Safe in a signal handler and in any thread."""
        if not self.reason:
            self.reason = reason
            os.write(self._writer, b"x")

    def wait(self, seconds: float) -> None:
        """Return after that time, or as soon as somebody asks."""
        select.select([self._reader], [], [], max(seconds, 0))


def stop_on_signals(stop: Stop) -> None:
    """Ask for a stop on SIGTERM and SIGINT."""

    def handle(number: int, _frame: FrameType | None) -> None:
        stop.request(signal.Signals(number).name)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)


def stop_with_parent(stop: Stop) -> None:
    """Ask for a stop when standard input is closed."""

    def watch() -> None:
        # Not sys.stdin.read(): Python aborts when it ends while a thread is in there.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.request("standard input was closed")

    Thread(target=watch, name="parent-watch", daemon=True).start()
