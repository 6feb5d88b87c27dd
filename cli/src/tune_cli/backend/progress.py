"""Asks a child of ours how it goes."""

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    import httpx

_PATIENCE = 0.5  # seconds for an answer from this machine; a pass must not wait longer

Report = TypeVar("Report", bound=BaseModel)


class ProgressReader:
    """Reads GET /progress on this machine."""

    def __init__(self) -> None:
        self._client: httpx.Client | None = None

    def read(self, port: int, kind: type[Report]) -> Report | None:
        """The report; None while the child is not up yet, or too busy to answer."""
        import httpx  # noqa: PLC0415 - 0.15 s: not before the driver starts

        if self._client is None:
            self._client = httpx.Client(timeout=_PATIENCE, trust_env=False)  # no proxy at home
        try:
            answer = self._client.get(f"http://127.0.0.1:{port}/progress")
            return kind.model_validate_json(answer.raise_for_status().content)
        except (httpx.HTTPError, ValidationError):
            return None

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
