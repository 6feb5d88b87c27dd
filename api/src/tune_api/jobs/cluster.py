"""Jobs in a Kubernetes cluster: the TuneJob objects of some namespaces."""

import asyncio
import builtins
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from kubernetes import config
from kubernetes.client import ApiClient, Configuration
from pydantic import ValidationError

from tune_api.jobs.kubernetes import ask
from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.tunejob.job import API_GROUP, API_VERSION, TuneJob

_LOG = logging.getLogger(__name__)
_FRESH = 1.0  # seconds that a list serves all who ask


@dataclass(frozen=True)
class _Listed:
    """A complete list."""

    at: float
    """On the monotonic clock."""
    jobs: tuple[TuneJob, ...]


class ClusterJobs:
    """The TuneJobs of the given namespaces.

    A list is kept for a second, however many ask. An object that cannot be read, as one of a newer
    version, is passed over.
    """

    def __init__(self, client: ApiClient, namespaces: Sequence[str]) -> None:
        self._client = client
        self._namespaces = tuple(namespaces)
        self._listed: _Listed | None = None
        self._asking = asyncio.Lock()
        self._read: dict[tuple[str, str], TuneJob | None] = {}
        """By uid and resource version: an object that has not changed is not parsed again."""

    async def list(self) -> builtins.list[TuneJob]:
        """All jobs, ordered by namespace and name.

        Raises:
            Unreachable: the API server does not answer, or this may not list TuneJobs.
        """
        async with self._asking:
            if self._listed is None or time.monotonic() - self._listed.at > _FRESH:
                jobs = await asyncio.to_thread(self._list_all)
                self._listed = _Listed(time.monotonic(), tuple(jobs))
            return list(self._listed.jobs)

    async def get(self, namespace: str, name: str) -> TuneJob:
        """One job.

        Raises:
            NotFound: there is no such job in the namespaces that are served.
            Unreachable: the API server does not answer, or this may not list TuneJobs.
        """
        for job in await self.list():
            if (job.metadata.namespace, job.metadata.name) == (namespace, name):
                return job
        raise NotFound(f"there is no TuneJob {namespace}/{name}", "/api/v1/jobs lists them all")

    def _list_all(self) -> builtins.list[TuneJob]:
        read: dict[tuple[str, str], TuneJob | None] = {}
        for namespace in self._namespaces:
            for item in self._items(namespace):
                key = (item["metadata"]["uid"], item["metadata"]["resourceVersion"])
                read[key] = self._read[key] if key in self._read else _parsed(item)
        self._read = read
        jobs = [job for job in read.values() if job is not None]
        return sorted(jobs, key=lambda job: (job.metadata.namespace, job.metadata.name))

    def _items(self, namespace: str) -> builtins.list[dict[str, dict[str, str]]]:
        path = f"/apis/{API_GROUP}/{API_VERSION}/namespaces/{namespace}/tunejobs"
        answer = ask(self._client, path)
        if not answer.ok():
            raise Unreachable(f"TuneJobs cannot be listed in {namespace}: {answer.said()}")
        found: builtins.list[dict[str, dict[str, str]]] = json.loads(answer.content)["items"]
        return found


def cluster_client() -> ApiClient:
    """A client with the pod's service account, or the user's kubeconfig.

    Raises:
        InvalidInput: there is neither.
    """
    configuration = Configuration()
    try:
        config.load_config(  # type: ignore[no-untyped-call]
            client_configuration=configuration
        )
    except config.ConfigException as error:
        raise InvalidInput(
            f"no Kubernetes to talk to: {error}", "run it in a pod, or set KUBECONFIG"
        ) from None
    configuration.retries = False
    return ApiClient(configuration)


def _parsed(item: dict[str, dict[str, str]]) -> TuneJob | None:
    # A list's items leave out what the list says of all of them.
    whole = {"apiVersion": f"{API_GROUP}/{API_VERSION}", "kind": "TuneJob", **item}
    try:
        return TuneJob.model_validate(whole)
    except ValidationError as error:
        name = item["metadata"]["name"]
        _LOG.warning("TuneJob %s cannot be read (%d problems)", name, error.error_count())
        return None
