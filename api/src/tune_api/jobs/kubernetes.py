"""Asks the Kubernetes API, without a client's own models."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from kubernetes.client import ApiClient
from pydantic import JsonValue
from urllib3.exceptions import HTTPError

from tune_contract.errors import Unreachable

_PATIENCE = (2.0, 5.0)  # seconds to connect, to read
_MERGE = "application/merge-patch+json"


@dataclass(frozen=True)
class Answer:
    """What it said."""

    status: int
    content: bytes
    reason: str

    def ok(self) -> bool:
        """Whether it is what was asked for."""
        return self.status == HTTPStatus.OK

    def message(self) -> str:
        """Why not, in its own words; empty when it has none."""
        try:
            return str(json.loads(self.content)["message"])
        except (ValueError, KeyError, TypeError):
            return ""

    def said(self) -> str:
        """Why not."""
        return self.message() or self.reason


def ask(client: ApiClient, path: str, **query: object) -> Answer:
    """GET something; it takes as long as it takes, so not in an event loop.

    Raises:
        Unreachable: it does not answer.
    """
    return _request(client, "GET", f"{path}{'?' if query else ''}{urlencode(query)}")


def patch(client: ApiClient, path: str, change: Mapping[str, JsonValue]) -> Answer:
    """Merge a change into an object; not in an event loop either.

    Raises:
        Unreachable: it does not answer.
    """
    return _request(client, "PATCH", path, change)


def _request(
    client: ApiClient, method: str, path: str, change: Mapping[str, JsonValue] | None = None
) -> Answer:
    headers = {"Accept": "application/json, */*"} | (
        {} if change is None else {"Content-Type": _MERGE}
    )
    client.update_params_for_auth(headers, [], ["BearerToken"], path, method, None)
    url = f"{client.configuration.host}{path}"
    try:
        answer = client.rest_client.request(  # type: ignore[no-untyped-call]
            method, url, headers=headers, body=change, _request_timeout=_PATIENCE
        )
        return Answer(answer.status, answer.read(), answer.reason or "")
    except HTTPError as error:
        raise Unreachable(f"the Kubernetes API does not answer: {error}") from None
