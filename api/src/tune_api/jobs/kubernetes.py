"""Asks the Kubernetes API for what it has, without a client's own models."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from kubernetes.client import ApiClient
from urllib3.exceptions import HTTPError

from tune_contract.errors import Unreachable

_PATIENCE = (2.0, 5.0)  # seconds to connect, to read


@dataclass(frozen=True)
class Answer:
    """What it said."""

    status: int
    content: bytes
    reason: str

    def ok(self) -> bool:
        """Whether it is what was asked for."""
        return self.status == HTTPStatus.OK

    def said(self) -> str:
        """Why not."""
        try:
            return str(json.loads(self.content)["message"])
        except (ValueError, KeyError, TypeError):
            return self.reason


def ask(client: ApiClient, path: str, **query: object) -> Answer:
    """GET something; it takes as long as it takes, so not in an event loop.

    Raises:
        Unreachable: it does not answer.
    """
    headers = {"Accept": "application/json, */*"}
    client.update_params_for_auth(headers, [], ["BearerToken"], path, "GET", None)
    url = f"{client.configuration.host}{path}{'?' if query else ''}{urlencode(query)}"
    try:
        answer = client.rest_client.request(  # type: ignore[no-untyped-call]
            "GET", url, headers=headers, _request_timeout=_PATIENCE
        )
        return Answer(answer.status, answer.read(), answer.reason or "")
    except HTTPError as error:
        raise Unreachable(f"the Kubernetes API does not answer: {error}") from None
