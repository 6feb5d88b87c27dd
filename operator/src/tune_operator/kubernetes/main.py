"""Starts the operator: settings, connections, workers, kopf; every error is one line, exit 2."""

import asyncio
import logging
import os
import sys
from datetime import UTC, datetime

import kopf
from kubernetes import config
from kubernetes.client import ApiClient, Configuration
from prometheus_client import CollectorRegistry

from tune_contract.errors import InvalidInput, TuneError
from tune_contract.pipelines.registry import installed_pipelines
from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.handlers import registry_of, settings_for
from tune_operator.kubernetes.health import Health
from tune_operator.kubernetes.http import serve
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.logs import set_up
from tune_operator.kubernetes.metrics import JobCollector, OperatorMetrics
from tune_operator.kubernetes.passes import Passes
from tune_operator.kubernetes.queue import WorkQueue
from tune_operator.kubernetes.resync import Resync
from tune_operator.kubernetes.settings import LogFormat, Settings, read_settings
from tune_operator.kubernetes.workers import Workers
from tune_operator.kubernetes.world import make_world

_LOG = logging.getLogger("tune_operator")
_WRONG_SETTINGS = 2
_PATIENCE = 300.0  # seconds without a list: the API server may be away longer than one restart
_STOP_SECONDS = 15.0  # less than a pod's usual 30


def main() -> int:
    """Run until asked to stop; the process's exit code."""
    try:
        settings = read_settings(os.environ)
        set_up(settings.log_level.value, as_json=settings.log_format is LogFormat.JSON)
        installed_pipelines()  # what is wrong with a package is said before anything starts
        operator = Operator(settings, Api(_client(settings.workers)))
        operator.serve()
    except TuneError as error:
        print(f"tune-operator: {error}", file=sys.stderr)
        return _WRONG_SETTINGS
    operator.run()
    return 0


class Operator:
    """All parts of a running operator, wired."""

    def __init__(self, settings: Settings, api: Api) -> None:
        self._settings = settings
        self._api = api
        self._index = Index()
        self._queue = WorkQueue[JobKey]()
        self._events = Events()
        self._health = Health(_PATIENCE)
        self._resync = Resync(api, self._index, self._queue, self._health)
        self._metrics = CollectorRegistry()
        self._own = OperatorMetrics(self._metrics, self._queue.waiting)
        self._workers: Workers | None = None

    def serve(self) -> None:
        """Serve health and metrics.

        Raises:
            InvalidInput: the port is taken.
        """
        serve(self._settings.http_port, self._health, self._metrics)

    def run(self) -> None:
        """Run until asked to stop."""
        registry = registry_of(self._index, self._queue, self._events, self._started, self._stopped)
        asyncio.run(
            kopf.operator(
                registry=registry,
                settings=settings_for("tune-operator"),
                namespaces=self._settings.namespaces(),
                standalone=True,
            )
        )

    def _started(self) -> None:
        world = make_world(self._settings, self._api, self._index, self._queue.put, self._events)
        passes = Passes(world, now=lambda: datetime.now(UTC))
        self._metrics.register(JobCollector(passes.statuses))
        self._workers = Workers(self._queue, passes, self._own)
        self._resync.start(self._settings.namespaces(), self._settings.resync_seconds)
        self._workers.start(self._settings.workers)
        _LOG.info("watching %s", ", ".join(self._settings.namespaces()))

    def _stopped(self) -> None:
        self._resync.stop()
        if self._workers is not None:
            self._workers.stop(_STOP_SECONDS)


def _client(workers: int) -> ApiClient:
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
    configuration.connection_pool_maxsize = workers + 4
    configuration.retries = False
    return ApiClient(configuration)
