"""The resident memory of whichever driver runs, looked at every second."""

import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import psutil

EVERY = 1.0  # seconds
MIB = 1024**2
PARTS = 10


@dataclass
class Memory:
    """Bytes, one look after the other."""

    pid: Callable[[], int]
    looks: list[int] = field(default_factory=list)

    @contextmanager
    def watched(self) -> Iterator[None]:
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(EVERY):
                self.looks.append(resident(self.pid()))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def lines(self) -> list[str]:
        """Each tenth of the time: least, median and greatest, in MiB."""
        ends = [len(self.looks) * number // PARTS for number in range(PARTS + 1)]
        parts = [self.looks[first:last] for first, last in pairwise(ends)]
        return [
            f"memory {number:2}: min {min(part) / MIB:5.0f}  "
            f"median {statistics.median(part) / MIB:5.0f}  max {max(part) / MIB:5.0f} MiB"
            for number, part in enumerate(parts, start=1)
            if part
        ]


def resident(pid: int) -> int:
    """A process and its children; 0 when it is gone.

    Java starts a program as a copy of itself that has Java's memory until it is that program: such
    a copy is not counted.
    """
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        commands = {each.pid: each.cmdline() for each in family}
        return sum(
            each.memory_info().rss
            for each in family
            if commands[each.pid] != commands.get(each.ppid())
        )
    except psutil.Error:
        return 0
