"""Asks driver and producer pods how it goes, and the driver to drain."""

from typing import TypeVar

import urllib3
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError

from tune_operator.kubernetes.manifests.names import HTTP_PORT

_PATIENCE = 1.0  # seconds: a worker must not wait long for a pod that is too busy
_OK = 200

Report = TypeVar("Report", bound=BaseModel)


class Reports:
    """Speaks to the endpoints of the product's own pods. Safe to use from threads."""

    def __init__(self, port: int = HTTP_PORT) -> None:
        self._port = port
        self._pool = urllib3.PoolManager(num_pools=200, timeout=_PATIENCE, retries=False)

    def read(self, address: str, kind: type[Report]) -> Report | None:
        """What GET /progress says; None while the pod is not up yet, or too busy to answer."""
        try:
            answer = self._pool.request("GET", self._url(address, "/progress"))
            return kind.model_validate_json(answer.data) if answer.status == _OK else None
        except (HTTPError, ValidationError):
            return None

    def drain(self, address: str) -> bool:
        """Ask a driver to finish its batch and end; False when it does not answer."""
        try:
            return self._pool.request("POST", self._url(address, "/drain")).status == _OK
        except HTTPError:
            return False

    def _url(self, address: str, path: str) -> str:
        host = f"[{address}]" if ":" in address else address
        return f"http://{host}:{self._port}{path}"
