"""One look at Redis and one MULTI after it, which is done only if nobody wrote in between."""

from collections.abc import Iterable
from typing import Any

from redis.client import Pipeline
from redis.exceptions import NoPermissionError

Command = tuple[str | float, ...]


class Transaction:
    """The library's pipeline, with the few reads that we need and their types."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def watch(self, key: str) -> str | None:
        """Read a text that every writer writes: `execute` fails when one does so before it."""
        self._do("WATCH", key)
        found = self._do("GET", key)
        return None if found is None else str(found)

    def fields(self, key: str) -> dict[str, str]:
        """A hash."""
        return dict(self._do("HGETALL", key))

    def members(self, key: str) -> list[str]:
        """A set, sorted."""
        return sorted(self._do("SMEMBERS", key))

    def ordered(self, key: str) -> list[str]:
        """The members of a sorted set in its order."""
        return list(self._do("ZRANGE", key, "0", "-1"))

    def is_cluster(self) -> bool:
        """Whether the server is in cluster mode; False when it does not say."""
        try:
            return bool(self._do("INFO", "cluster").get("cluster_enabled"))
        except NoPermissionError:  # often forbidden; a cluster refuses the first batch then
            return False

    def execute(self, commands: Iterable[Command]) -> None:
        """Do all of them at once, or none.

        Raises:
            WatchError: somebody else wrote since `watch`.
        """
        self._pipeline.multi()
        for command in commands:
            self._pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        self._pipeline.execute()

    def _do(self, *command: str) -> Any:  # noqa: ANN401 - as the server answers
        return self._pipeline.immediate_execute_command(*command)  # type: ignore[no-untyped-call]
