"""Requests to stop: a signal, POST /drain, or the end of the process that started us."""

import os
import signal
import sys
import threading


class DrainRequest:
    """Set once, by whoever asks first."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Finish the batch that runs, then end."""
        self._asked.set()

    def asked(self, timeout: float = 0.0) -> bool:
        """Whether somebody asked; waits up to `timeout` seconds for it."""
        return self._asked.wait(timeout)

    def on_signals(self) -> None:
        """Treat SIGTERM and SIGINT as requests."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: self.ask())

    def on_closed_input(self) -> None:
        """Treat the end of standard input as a request: our parent has gone."""
        threading.Thread(target=self._read_to_end, name="parent-watch", daemon=True).start()

    def _read_to_end(self) -> None:
        # Not sys.stdin.read(): Python aborts when it ends while a thread is in there.
        while os.read(sys.stdin.fileno(), 1):
            pass
        self.ask()
