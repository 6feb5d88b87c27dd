"""The API server's verbs on plain documents.

The library's generated models are left out: turning every answer into objects costs several times
what the answer itself does, and manifests are documents anyway.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from kubernetes.client import ApiClient
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from tune_operator.kubernetes.cluster.errors import NOT_FOUND, ServerAway, error_of
from tune_operator.kubernetes.cluster.kinds import Kind, kind_of

Document = dict[str, Any]
"""An object as the API server writes it."""

FIELD_MANAGER = "tune-operator"
_PATIENCE = (3.0, 15.0)  # seconds to connect, to read: a worker must not hang on a lost answer
_BAD = 400
_JSON = "application/json"
_JSON_PATCH = "application/json-patch+json"
_APPLY_PATCH = "application/apply-patch+yaml"  # JSON is YAML


class Api:
    """Safe to use from several threads.

    Every method raises ServerAway when the API server does not answer, Refused when it does not
    take what it is given.
    """

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def get(self, kind: Kind, namespace: str, name: str) -> Document | None:
        """The object; None when there is none."""
        return self._send("GET", kind.path(namespace, name))

    def list(self, kind: Kind, namespace: str, selector: str = "") -> list[Document]:
        """The objects of a namespace, of those labels."""
        query = {"labelSelector": selector} if selector else {}
        found = self._send("GET", kind.path(namespace), query=query) or {}
        head = {"apiVersion": kind.api, "kind": kind.name}
        return [head | item for item in found.get("items", [])]

    def create(self, manifest: Document) -> Document:
        """Make an object.

        Raises:
            AlreadyThere: one of that name exists.
        """
        kind, meta = kind_of(manifest), manifest["metadata"]
        made = self._send("POST", kind.path(meta["namespace"]), manifest)
        return made or manifest

    def apply(self, manifest: Document) -> Document:
        """Make an object or bring it up to date (server-side apply)."""
        kind, meta = kind_of(manifest), manifest["metadata"]
        path = kind.path(meta["namespace"], meta["name"])
        query = {"fieldManager": FIELD_MANAGER, "force": "true"}
        return self._send("PATCH", path, manifest, _APPLY_PATCH, query) or manifest

    def patch(
        self, kind: Kind, document: Document, operations: Sequence[Document], part: str = ""
    ) -> bool:
        """Change an object by JSON Patch, if it is still the same one; False when it is gone."""
        meta = document["metadata"]
        same = {"op": "test", "path": "/metadata/uid", "value": meta["uid"]}
        path = kind.path(meta["namespace"], meta["name"], part)
        return self._send("PATCH", path, [same, *operations], _JSON_PATCH) is not None

    def delete(
        self, kind: Kind, namespace: str, name: str, uid: str = "", grace: int | None = None
    ) -> None:
        """Delete an object and, after it, what it owns; one that is gone already is fine.

        Args:
            kind: its kind.
            namespace: where it is.
            name: its name.
            uid: delete only this very one.
            grace: seconds that a pod gets to end; its own when left out.
        """
        options: Document = {"propagationPolicy": "Background"}
        if uid:
            options["preconditions"] = {"uid": uid}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        self._send("DELETE", kind.path(namespace, name), options)

    def log_tail(self, namespace: str, pod: str, lines: int) -> str:
        """The last lines that a pod has logged; empty when they cannot be had."""
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/log?tailLines={lines}&limitBytes=65536"
        try:
            return self._request("GET", path).decode(errors="replace")
        except ApiException:
            return ""

    def _send(
        self,
        method: str,
        path: str,
        body: object = None,
        content_type: str = _JSON,
        query: Mapping[str, str] | None = None,
    ) -> Document | None:
        where = f"{path}?{urlencode(query)}" if query else path
        try:
            found: Document = json.loads(self._request(method, where, body, content_type))
        except ApiException as problem:
            if problem.status == NOT_FOUND:
                return None
            raise error_of(problem, f"{method} {path}") from None
        return found

    def _request(
        self, method: str, path: str, body: object = None, content_type: str = _JSON
    ) -> bytes:
        headers = {"Accept": "*/*", "Content-Type": content_type}
        self._client.update_params_for_auth(headers, [], ["BearerToken"], path, method, body)
        try:
            answer = self._client.rest_client.request(  # type: ignore[no-untyped-call]
                method,
                self._client.configuration.host + path,
                headers=headers,
                body=body,
                _request_timeout=_PATIENCE,
            )
        except HTTPError as error:
            raise ServerAway(f"the API server does not answer: {error}") from None
        content = bytes(answer.read())
        if answer.status >= _BAD:
            problem = ApiException(status=answer.status, reason=answer.reason)
            problem.body = content.decode(errors="replace")
            raise problem
        return content
