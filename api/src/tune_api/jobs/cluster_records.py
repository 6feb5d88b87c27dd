"""The past of jobs in a cluster: Kubernetes' events of the job and its driver, the pod's log."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import cast

from kubernetes.client import ApiClient
from pydantic import JsonValue

from tune_api.jobs.kubernetes import ask
from tune_api.jobs.records import MOST_BYTES, driver_of
from tune_contract.errors import NotFound, Unreachable
from tune_contract.runtime.job_events import MOST_EVENTS, JobEvent
from tune_contract.tunejob.job import TuneJob

_NOT_THERE = {400, 404}  # no such pod; its container has not begun
_MOST_LISTED = 500  # events of one object; Kubernetes forgets them after an hour


class ClusterRecords:
    """Events and logs from the Kubernetes API."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    async def events(self, job: TuneJob) -> Sequence[JobEvent]:
        """The last events of the job and of its driver's pod, newest first.

        Raises:
            Unreachable: the API server does not answer, or this may not list events.
        """
        return await asyncio.to_thread(self._events, job)

    async def log(self, job: TuneJob, lines: int) -> str:
        """The last lines of the driver's log."""
        return await asyncio.to_thread(self._log, job, lines)

    def _events(self, job: TuneJob) -> Sequence[JobEvent]:
        found = self._about(job.metadata.namespace, "TuneJob", job.metadata.name)
        if job.status.attempt.driver:
            found += self._about(job.metadata.namespace, "Pod", job.status.attempt.driver)
        return sorted(found, key=lambda event: event.time, reverse=True)[:MOST_EVENTS]

    def _about(self, namespace: str, kind: str, name: str) -> list[JobEvent]:
        selector = f"involvedObject.kind={kind},involvedObject.name={name}"
        path = f"/api/v1/namespaces/{namespace}/events"
        answer = ask(self._client, path, fieldSelector=selector, limit=_MOST_LISTED)
        if not answer.ok():
            raise Unreachable(f"events cannot be listed in {namespace}: {answer.said()}")
        return [_event(item) for item in json.loads(answer.content)["items"]]

    def _log(self, job: TuneJob, lines: int) -> str:
        driver, namespace = driver_of(job), job.metadata.namespace
        path = f"/api/v1/namespaces/{namespace}/pods/{driver}/log"
        query = {"container": "driver", "tailLines": lines, "limitBytes": MOST_BYTES}
        answer = ask(self._client, path, **query)
        if answer.status in _NOT_THERE:
            raise NotFound(f"the log of {driver} is not there", answer.said())
        if not answer.ok():
            raise Unreachable(f"the log of {driver} cannot be read: {answer.said()}")
        return answer.content.decode(errors="replace")


def _event(item: Mapping[str, JsonValue]) -> JobEvent:
    """An event as the API has it: old and new ones have their time in different places."""
    metadata = cast("Mapping[str, JsonValue]", item["metadata"])
    given = (item.get(each) for each in ("lastTimestamp", "eventTime", "firstTimestamp"))
    time = next((each for each in given if each), metadata["creationTimestamp"])
    shown = {name: item[name] for name in ("type", "reason", "message", "count") if item.get(name)}
    return JobEvent.model_validate(
        {"type": "Normal", "reason": "", "message": "", **shown, "time": time}
    )
