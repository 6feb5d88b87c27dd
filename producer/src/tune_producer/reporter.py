"""The reporter: tells the board, and the log where that is of use, how the run goes."""

import logging

from tune_contract.runtime.reports import ProducerProgress
from tune_producer.board import Board

_POST = 0.25  # seconds between posts: often enough for a progress bar
_LINE = 5.0  # seconds between log lines


class Reporter:
    """Tells of one run.

    Args:
        board: what the endpoint shows.
        log: where a change between "held" and "behind" is written.
        lines: also write a line every few seconds, as there is no endpoint to ask.
    """

    def __init__(self, board: Board, log: logging.Logger, *, lines: bool) -> None:
        self._board = board
        self._log = log
        self._lines = lines
        self._next_post = 0.0
        self._next_line = 0.0

    def begin(self, acknowledged: int, now: float) -> None:
        """The run begins after so many events of earlier ones."""
        self._board.begin(acknowledged, now)

    def due(self, now: float) -> bool:
        """Whether it is time to tell, in seconds of the monotonic clock."""
        return now >= self._next_post

    def tell(self, progress: ProducerProgress, now: float) -> None:
        """Tell; the board works out rate and target."""
        was_behind = self._board.progress.behind
        self._board.post(progress, now)
        self._next_post = now + _POST
        if progress.behind != was_behind:
            self._tell_behind()
        if self._lines and (now >= self._next_line or progress.finished):
            self._next_line = now + _LINE
            self._tell_count()

    def _tell_behind(self) -> None:
        shown = self._board.progress
        if shown.behind:
            self._log.warning(
                "cannot hold %s events/s: %s/s now", f"{shown.target_rate:,g}", f"{shown.rate:,.0f}"
            )
        else:
            self._log.warning("holds %s events/s again", f"{shown.target_rate:,g}")

    def _tell_count(self) -> None:
        shown = self._board.progress
        self._log.info(
            "%s events acknowledged, %s/s", f"{shown.acknowledged:,}", f"{shown.rate:,.0f}"
        )
