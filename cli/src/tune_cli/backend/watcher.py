"""What a run tells while it goes on; the view draws it, a test may be silent."""

from typing import Protocol

from tune_cli.backend.first_result import FirstResult
from tune_cli.backend.loop import Pass
from tune_cli.backend.winding import Stage
from tune_cli.stack.events import StackEvents


class RunWatcher(StackEvents, Protocol):
    """Somebody who watches a run."""

    def note(self, text: str) -> None:
        """Something that the user should know, once."""

    def passed(self, latest: Pass, stage: Stage) -> None:
        """A pass is done."""

    def first_result(self, times: FirstResult) -> None:
        """The first batch with rows is committed."""
