"""Which jobs are due for a pass, and when: one entry for each, never two workers on the same."""

import threading
import time
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class WorkQueue(Generic[Key]):
    """A queue of keys with due times. What is put again while it is worked on waits its turn."""

    def __init__(self) -> None:
        self._due: dict[Key, float] = {}
        self._busy: set[Key] = set()
        self._closed = False
        self._changed = threading.Condition()

    def put(self, key: Key, delay: float = 0.0) -> None:
        """Have the key worked on after `delay` seconds, or sooner if it is due sooner."""
        at = time.monotonic() + delay
        with self._changed:
            if at < self._due.get(key, float("inf")):
                self._due[key] = at
                self._changed.notify_all()

    def take(self) -> Key | None:
        """Wait for the next key that is due; None when the queue is closed."""
        with self._changed:
            while not self._closed:
                key, at = self._next()
                if key is not None and at <= time.monotonic():
                    del self._due[key]
                    self._busy.add(key)
                    return key
                self._changed.wait(None if key is None else at - time.monotonic())
        return None

    def done(self, key: Key) -> None:
        """The key's work is done; it may be taken again."""
        with self._changed:
            self._busy.discard(key)
            self._changed.notify_all()

    def close(self) -> None:
        """Let every worker end after what it does."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def waiting(self) -> int:
        """How many keys are due now and wait for a worker."""
        now = time.monotonic()
        with self._changed:
            return sum(at <= now for at in self._due.values())

    def _next(self) -> tuple[Key | None, float]:
        free = ((at, key) for key, at in self._due.items() if key not in self._busy)
        at, key = min(free, key=lambda each: each[0], default=(0.0, None))
        return key, at
