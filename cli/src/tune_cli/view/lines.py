"""One line that changes on a terminal; elsewhere a line now and then, without colours."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

PLAIN_EVERY = 5.0  # seconds between lines in a log: enough to see it lives, few enough to read


class Lines:
    """Lines on the standard error: results alone go to the standard output."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, transient=True, auto_refresh=False)
        self._next = 0.0
        self._kind = self._last = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def say(self, line: str) -> None:
        """A line that stays."""
        self._console.print(line, soft_wrap=True, markup=False, highlight=False)

    def update(self, line: str, kind: str) -> None:
        """The line that changes.

        Args:
            line: what it says now.
            kind: where lines are not overwritten, a change of this is always printed.
        """
        if self._console.is_terminal:
            text = Text(line, overflow="ellipsis", no_wrap=True)
            self._live.update(text, refresh=True)
            return
        now = time.monotonic()
        if line != self._last and (kind != self._kind or now >= self._next):
            self._last, self._kind, self._next = line, kind, now + PLAIN_EVERY
            self.say(line)
