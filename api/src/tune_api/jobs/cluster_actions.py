"""Asks the operator, by a patch of the TuneJob's spec."""

import asyncio
from http import HTTPStatus

from kubernetes.client import ApiClient
from pydantic import JsonValue

from tune_api.jobs.kubernetes import Answer, patch
from tune_contract.errors import Conflict, NotFound, TuneError, Unreachable
from tune_contract.tunejob.action import JobAction
from tune_contract.tunejob.job import API_GROUP, API_VERSION, TuneJob


def patch_for(job: TuneJob, action: JobAction) -> dict[str, JsonValue]:
    """The merge patch by which a job becomes as it is asked for."""
    wanted = action.changed(job.spec)
    if action is JobAction.RESTART:
        return {"spec": {"restartNonce": wanted.restart_nonce}}
    return {"spec": {"suspend": wanted.suspend}}


class ClusterActions:
    """Changes TuneJobs in a cluster; its Role has to allow that."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    async def ask(self, job: TuneJob, action: JobAction) -> None:
        """Ask for something.

        Raises:
            Conflict: this may not change TuneJobs, or the API server refuses the change.
            NotFound: the job is gone.
            Unreachable: the API server does not answer.
        """
        await asyncio.to_thread(self._patch, job, patch_for(job, action))

    def _patch(self, job: TuneJob, change: dict[str, JsonValue]) -> None:
        namespace, name = job.metadata.namespace, job.metadata.name
        path = f"/apis/{API_GROUP}/{API_VERSION}/namespaces/{namespace}/tunejobs/{name}"
        answer = patch(self._client, path, change)
        if not answer.ok():
            raise _error(answer, f"{namespace}/{name}")


def _error(answer: Answer, job: str) -> TuneError:
    status = answer.status
    said = answer.message() or f"status {status}"
    if status == HTTPStatus.NOT_FOUND:
        return NotFound(f"there is no TuneJob {job}", "/api/v1/jobs lists them all")
    if status == HTTPStatus.FORBIDDEN:
        return Conflict(
            f"this API may not change TuneJobs: {said}",
            "install the chart with api.actions.enabled",
        )
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS:
        return Conflict(f"{job} cannot be changed: {said}", "change its file and apply it")
    return Unreachable(f"{job} cannot be changed now: {said}")
