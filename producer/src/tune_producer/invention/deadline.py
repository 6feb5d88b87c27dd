"""A limit for work that waits where nobody can bound it, as for headers that come byte by byte."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from tune_contract.errors import Unreachable

Result = TypeVar("Result")


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Do the work in a thread. What takes too long is left alone there, and ends with the process.

    Raises:
        Unreachable: it took longer.
        Exception: what the work raised.
    """
    end: Future[Result] = Future()

    def run() -> None:
        try:
            end.set_result(work())
        except Exception as error:
            end.set_exception(error)

    # No executor: Python would wait for its threads at the end.
    Thread(target=run, name="work", daemon=True).start()
    try:
        return end.result(timeout=seconds)
    except TimeoutError:
        raise Unreachable(
            f"the model did not answer within {seconds:g} s",
            "nothing was written; try again, or give a longer --timeout",
        ) from None
