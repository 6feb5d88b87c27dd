"""A task that waits for a TuneJob, deferred to the triggerer."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator
from airflow.sdk.exceptions import AirflowFailException

from tunejob_airflow.cluster import Cluster
from tunejob_airflow.manifest import JobKey
from tunejob_airflow.outcome import State, Wanted
from tunejob_airflow.trigger import TuneJobTrigger

if TYPE_CHECKING:
    from airflow.sdk import Context

SHORTEST, LONGEST = 1.0, 300.0
"""Bounds of the seconds between two looks: gentle to the API server, and not asleep."""


class TuneJobSensor(BaseSensorOperator):
    """Wait until a TuneJob has succeeded or is ready; fail with its own words when it failed."""

    template_fields: Sequence[str] = ("namespace", "name")

    def __init__(
        self,
        *,
        namespace: str,
        name: str,
        wanted: Wanted = Wanted.SUCCEEDED,
        poke_interval: float = 15.0,
        **kwargs: Any,  # noqa: ANN401 - Airflow's
    ) -> None:
        if not SHORTEST <= poke_interval <= LONGEST:
            raise ValueError(f"poke_interval is {poke_interval}: use {SHORTEST} to {LONGEST} s")
        super().__init__(poke_interval=poke_interval, **kwargs)
        self.namespace = namespace
        self.name = name
        self.wanted = Wanted(wanted).value

    def execute(self, context: "Context") -> None:  # noqa: ARG002 - Airflow's signature
        """Hand over to the triggerer."""
        self.defer(
            trigger=TuneJobTrigger(
                namespace=self.namespace,
                name=self.name,
                wanted=self.wanted,
                poke_interval=self.poke_interval,
                deadline=time.time() + self.timeout,
            ),
            method_name="finish",
        )

    def finish(self, context: "Context", event: dict[str, str]) -> None:  # noqa: ARG002
        """End as the trigger says. No retry: waiting again for a failed job changes nothing."""
        if event["state"] != State.DONE.value:
            raise AirflowFailException(f"TuneJob {self.namespace}/{self.name}: {event['message']}")
        self.log.info("TuneJob %s/%s: %s", self.namespace, self.name, event["message"])

    def on_kill(self) -> None:
        """Somebody ended the task by hand before it was handed over."""
        Cluster().suspend(JobKey(self.namespace, self.name))
