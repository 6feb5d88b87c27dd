"""Names a job in the cluster."""

from typing import NamedTuple


class JobKey(NamedTuple):
    """Namespace and name."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"
