"""Lists everything again and again: a watch can die in silence, and nothing may hang on it."""

import logging
import threading

from tune_contract.errors import TuneError
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.cluster.kinds import DEPLOYMENT, JOB, POD, TUNEJOB
from tune_operator.kubernetes.health import Health
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.labels import JOB_LABEL
from tune_operator.kubernetes.queue import WorkQueue

_LOG = logging.getLogger(__name__)
_RETRY = 2.0  # seconds after a list that failed
WATCHED = ((TUNEJOB, ""), (POD, JOB_LABEL), (JOB, JOB_LABEL), (DEPLOYMENT, JOB_LABEL))
"""The kinds in the index, and the label that those of the product carry."""


class Resync:
    """Replaces the index and has every job passed, every so many seconds."""

    def __init__(self, api: Api, index: Index, queue: WorkQueue[JobKey], health: Health) -> None:
        self._api = api
        self._index = index
        self._queue = queue
        self._health = health
        self._stop = threading.Event()

    def start(self, namespaces: tuple[str, ...], every: float) -> None:
        """Begin, from a thread of its own."""
        arguments = (namespaces, every)
        threading.Thread(target=self._run, args=arguments, name="resync", daemon=True).start()

    def stop(self) -> None:
        """End after the list that runs."""
        self._stop.set()

    def once(self, namespaces: tuple[str, ...]) -> None:
        """List everything once.

        Raises:
            TuneError: a list could not be had.
        """
        for namespace in namespaces:
            for kind, selector in reversed(WATCHED):  # the jobs last: their pods are known by then
                keys = self._index.replace(
                    kind, namespace, self._api.list(kind, namespace, selector)
                )
                for key in keys:
                    self._queue.put(key)
        self._health.listed()

    def _run(self, namespaces: tuple[str, ...], every: float) -> None:
        while not self._stop.is_set():
            try:
                self.once(namespaces)
                wait = every
            except TuneError as error:
                _LOG.warning("the jobs could not be listed: %s", error)
                wait = _RETRY
            except Exception:
                _LOG.exception("the jobs could not be listed")
                wait = _RETRY
            self._stop.wait(wait)
