"""What the watches have seen last of every object that matters. Safe to use from threads.

It may be behind the API server by a moment, or for long when a watch has died in silence: the
resync replaces all of it, and whatever must be certain is asked for directly.
"""

import threading
from collections.abc import Iterable

from tune_operator.kubernetes.cluster.api import Document
from tune_operator.kubernetes.cluster.kinds import POD, TUNEJOB, Kind
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.manifests.labels import COMPONENT_LABEL, JOB_LABEL
from tune_operator.kubernetes.manifests.names import Component


class Index:
    """Objects by kind and by the job they belong to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._objects: dict[tuple[Kind, JobKey], dict[str, Document]] = {}

    def saw(self, kind: Kind, document: Document, *, gone: bool) -> JobKey | None:
        """Note an object as it is now, or that it is gone; the job that it belongs to."""
        key = _owner(kind, document)
        if key is None:
            return None
        name = document["metadata"]["name"]
        with self._lock:
            known = self._objects.setdefault((kind, key), {})
            if not gone:
                known[name] = document
                return key
            known.pop(name, None)
            if not known:
                del self._objects[kind, key]
        return key

    def replace(self, kind: Kind, namespace: str, documents: Iterable[Document]) -> set[JobKey]:
        """Take a complete list of a namespace for the truth; the jobs that it has objects of."""
        found: dict[tuple[Kind, JobKey], dict[str, Document]] = {}
        for document in documents:
            key = _owner(kind, document)
            if key is not None:
                found.setdefault((kind, key), {})[document["metadata"]["name"]] = document
        with self._lock:
            for known_kind, key in list(self._objects):
                if known_kind is kind and key.namespace == namespace:
                    del self._objects[kind, key]
            self._objects.update(found)
        return {key for _, key in found}

    def of(self, kind: Kind, key: JobKey) -> list[Document]:
        """The objects of that kind that belong to a job."""
        with self._lock:
            return list(self._objects.get((kind, key), {}).values())

    def pods(self, key: JobKey, part: Component) -> list[Document]:
        """The pods of a part of a job."""
        found = self.of(POD, key)
        return [pod for pod in found if pod["metadata"]["labels"].get(COMPONENT_LABEL) == part]

    def job(self, key: JobKey) -> Document | None:
        """The TuneJob itself."""
        return next(iter(self.of(TUNEJOB, key)), None)

    def jobs(self) -> list[Document]:
        """All TuneJobs."""
        with self._lock:
            found = [each for (kind, _), each in self._objects.items() if kind is TUNEJOB]
        return [document for named in found for document in named.values()]


def _owner(kind: Kind, document: Document) -> JobKey | None:
    meta = document["metadata"]
    if kind is TUNEJOB:
        return JobKey(meta["namespace"], meta["name"])
    job = (meta.get("labels") or {}).get(JOB_LABEL)
    return JobKey(meta["namespace"], job) if job else None
