"""kopf's part: its watches tell the index what they see, and the queue whose turn it is."""

from collections.abc import Callable
from typing import Any

import kopf

from tune_operator.kubernetes.cluster.kinds import Kind
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.labels import JOB_LABEL
from tune_operator.kubernetes.queue import WorkQueue
from tune_operator.kubernetes.resync import WATCHED


def registry_of(
    index: Index,
    queue: WorkQueue[JobKey],
    events: Events,
    started: Callable[[], None],
    stopped: Callable[[], None],
) -> kopf.OperatorRegistry:
    """The handlers.

    Args:
        index: told of every object.
        queue: told of every job that has changed or whose object has.
        events: told that kopf calls.
        started: called once kopf runs.
        stopped: called when kopf ends.
    """
    registry = kopf.OperatorRegistry()

    @kopf.on.startup(registry=registry)
    def start(**_: Any) -> None:  # noqa: ANN401 - kopf's own arguments
        started()

    @kopf.on.login(registry=registry)
    def login(**arguments: Any) -> kopf.ConnectionInfo | None:  # noqa: ANN401
        return kopf.login_via_client(**arguments)

    @kopf.on.cleanup(registry=registry)
    def stop(**_: Any) -> None:  # noqa: ANN401
        stopped()

    for kind, selector in WATCHED:
        _watch(registry, (kind, selector), index, queue, events)
    return registry


def _watch(
    registry: kopf.OperatorRegistry,
    watched: tuple[Kind, str],
    index: Index,
    queue: WorkQueue[JobKey],
    events: Events,
) -> None:
    kind, selector = watched
    labels = {JOB_LABEL: kopf.PRESENT} if selector else None

    @kopf.on.event(kind.api, kind.plural, labels=labels, registry=registry, id=kind.plural)
    async def seen(event: kopf.RawEvent, **_: Any) -> None:  # noqa: ANN401
        events.called()
        document = {"apiVersion": kind.api, "kind": kind.name, **event["object"]}
        key = index.saw(kind, document, gone=event["type"] == "DELETED")
        if key is not None:
            queue.put(key)


def settings_for(component: str) -> kopf.OperatorSettings:
    """Kopf's settings: it watches and posts events; it writes nothing else."""
    settings = kopf.OperatorSettings()
    settings.posting.loggers = False  # our own events only, and not every line of the log
    settings.posting.reporting_component = component
    settings.scanning.disabled = True  # it may not look at the cluster's namespaces and kinds
    settings.watching.server_timeout = 60
    settings.watching.client_timeout = 70
    settings.watching.connect_timeout = 10
    settings.networking.request_timeout = 30
    settings.peering.standalone = True
    return settings
