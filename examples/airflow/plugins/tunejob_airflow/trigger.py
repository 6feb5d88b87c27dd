"""Waits for a TuneJob in Airflow's triggerer: no worker is held meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent
from kubernetes.client.exceptions import ApiException
from kubernetes.config.config_exception import ConfigException
from urllib3.exceptions import HTTPError

from tunejob_airflow.cluster import Cluster, reason
from tunejob_airflow.manifest import JobKey
from tunejob_airflow.outcome import Outcome, State, Wanted, outcome

_NO_RIGHT = (401, 403)


class TuneJobTrigger(BaseTrigger):
    """Looks at a TuneJob until its outcome is known or the time is over."""

    def __init__(
        self, *, namespace: str, name: str, wanted: str, poke_interval: float, deadline: float
    ) -> None:
        """Keep what `serialize` must give back.

        Args:
            namespace: the TuneJob's.
            name: the TuneJob's.
            wanted: a value of `Wanted`.
            poke_interval: seconds between two looks.
            deadline: seconds since 1970: the same after a restart of the triggerer.
        """
        super().__init__()
        self._key = JobKey(namespace, name)
        self._wanted = Wanted(wanted)
        self._poke_interval = poke_interval
        self._deadline = deadline

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How another triggerer makes it again."""
        return "tunejob_airflow.trigger.TuneJobTrigger", {
            "namespace": self._key.namespace,
            "name": self._key.name,
            "wanted": self._wanted.value,
            "poke_interval": self._poke_interval,
            "deadline": self._deadline,
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield the one event: its state and the sentence for it."""
        while True:
            found = await asyncio.to_thread(look, self._key, self._wanted)
            late = time.time() >= self._deadline
            if found.state is State.WAITING and late:
                found = Outcome(State.FAILED, f"The time is over. Last seen: {found.message}")
            if found.state is not State.WAITING:
                yield TriggerEvent({"state": found.state.value, "message": found.message})
                return
            self.log.info("TuneJob %s: %s", self._key, found.message)
            await asyncio.sleep(min(self._poke_interval, max(0.0, self._deadline - time.time())))

    async def on_kill(self) -> None:
        """Somebody ended the task by hand: the job stops after its batch."""
        await asyncio.to_thread(lambda: Cluster().suspend(self._key))


def look(key: JobKey, wanted: Wanted) -> Outcome:
    """Look once. An API server that does not answer is asked again later."""
    try:
        job = Cluster().find(key)
    except ApiException as error:
        state = State.FAILED if error.status in _NO_RIGHT else State.WAITING
        return Outcome(state, reason(error))
    except HTTPError as error:
        return Outcome(State.WAITING, f"the API server does not answer: {error}")
    except ConfigException as error:
        return Outcome(State.FAILED, f"Airflow knows no cluster: {error}")
    return Outcome(State.FAILED, "It is gone.") if job is None else outcome(job, wanted)
