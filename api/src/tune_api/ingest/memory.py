"""The ids of events that Kafka has acknowledged lately, so that a repeat is not written again."""

from collections.abc import Callable, Collection


class Memory:
    """Remembers ids in two halves; when one is full or old the other is forgotten.

    So the cost of an id does not depend on how many are known. An id is remembered for at least
    half the time, unless half of the ids come after it earlier.
    """

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        """Know nothing.

        Args:
            most: ids.
            seconds: how long they are remembered at most.
            clock: counts seconds.
        """
        self._most = max(1, most // 2)
        self._seconds = seconds / 2
        self._clock = clock
        self._new: set[str] = set()
        self._old: set[str] = set()
        self._began = clock()

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._new or event_id in self._old

    def __len__(self) -> int:
        return len(self._new) + len(self._old)

    def forget(self) -> None:
        """Forget what is too old."""
        age = self._clock() - self._began
        if age >= 2 * self._seconds:
            self._turn()
        if age >= self._seconds:
            self._turn()

    def add(self, ids: Collection[str]) -> None:
        """Remember some."""
        if self._new and len(self._new) + len(ids) > self._most:
            self._turn()
        self._new.update(ids)

    def _turn(self) -> None:
        self._old, self._new, self._began = self._new, set(), self._clock()
