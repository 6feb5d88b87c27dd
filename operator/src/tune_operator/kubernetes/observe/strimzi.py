"""What Strimzi's objects say: the Kafka, and the job's topics in it.

Read rarely and for all jobs at once: a thousand jobs on one Kafka ask for one object.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from tune_operator.kubernetes.cluster.api import Api, Document
from tune_operator.kubernetes.cluster.kinds import KAFKA, KAFKA_TOPIC
from tune_operator.kubernetes.manifests.names import CLUSTER_LABEL

_FRESH = 2.0  # seconds that an answer is used for


class _Answer(NamedTuple):
    at: float
    value: object


class Strimzi:
    """Reads Strimzi's objects. Safe to use from threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str, str], _Answer] = {}

    def kafka(self, namespace: str, cluster: str) -> Document | None:
        """The Kafka of that name; None when there is none."""
        found = self._cached(
            ("kafka", namespace, cluster), lambda: self._api.get(KAFKA, namespace, cluster)
        )
        return found if isinstance(found, dict) else None

    def topics(self, namespace: str, cluster: str) -> dict[str, Document]:
        """The KafkaTopics of a Kafka by their names in Kafka."""
        selector = f"{CLUSTER_LABEL}={cluster}"
        found = self._cached(
            ("topics", namespace, cluster),
            lambda: {
                topic_name(each): each for each in self._api.list(KAFKA_TOPIC, namespace, selector)
            },
        )
        return found if isinstance(found, dict) else {}

    def forget(self, namespace: str, cluster: str) -> None:
        """Ask anew next time: we have just made something."""
        with self._lock:
            self._answers.pop(("topics", namespace, cluster), None)

    def _cached(self, what: tuple[str, str, str], ask: Callable[[], object]) -> object:
        with self._lock:
            known = self._answers.get(what)
        if known is not None and time.monotonic() - known.at < _FRESH:
            return known.value
        answer = _Answer(time.monotonic(), ask())
        with self._lock:
            self._answers[what] = answer
        return answer.value


def topic_name(topic: Document) -> str:
    """The name in Kafka of a KafkaTopic."""
    return str((topic.get("spec") or {}).get("topicName") or topic["metadata"]["name"])


def ready(document: Document) -> bool:
    """Whether Strimzi says that it has done what the newest spec asks for."""
    status = document.get("status") or {}
    current = status.get("observedGeneration", 0) >= document["metadata"].get("generation", 0)
    condition = _condition(document)
    return current and condition.get("type") == "Ready" and condition.get("status") == "True"


def said(document: Document) -> str:
    """What Strimzi says of an object that is not ready."""
    condition = _condition(document)
    name = f"{document.get('kind', 'object')} {document['metadata']['name']}"
    message = condition.get("message") or condition.get("reason")
    return f"{name} is not ready: {message}" if message else f"{name} is not ready yet."


def _condition(document: Document) -> Document:
    """The condition Ready, or NotReady when there is none."""
    found = {each["type"]: each for each in (document.get("status") or {}).get("conditions", [])}
    return found.get("Ready") or found.get("NotReady") or {}
