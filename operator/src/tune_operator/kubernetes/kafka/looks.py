"""Looks at the topics of many jobs from a few threads: Kafka may be slow, passes must not be."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tune_contract.errors import Unreachable
from tune_contract.tunejob.kafka import TopicSpec
from tune_operator.kubernetes.kafka.login import Login
from tune_operator.kubernetes.kafka.topics import KafkaTopics, TopicsFound
from tune_operator.kubernetes.key import JobKey

_LOG = logging.getLogger(__name__)
_THREADS = 4
_EVERY = 5.0  # seconds between two looks for one job


@dataclass(frozen=True)
class Look:
    """What was seen last."""

    began: float
    """On the monotonic clock."""
    found: TopicsFound = field(default_factory=TopicsFound)
    problem: str = ""
    """Why nothing was seen."""


@dataclass
class _Watched:
    login: Callable[[], Login]
    topics: frozenset[str]
    look: Look | None = None
    connection: KafkaTopics | None = None
    busy: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while the connection is used: it is not made for two threads."""


class KafkaLooks:
    """The newest look for each job; asking for it has a new one taken when it is old."""

    def __init__(self, noticed: Callable[[JobKey], None]) -> None:
        """Begin.

        Args:
            noticed: told of a job whose first look, or one with other news, has come.
        """
        self._noticed = noticed
        self._watched: dict[JobKey, _Watched] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kafka")

    def newest(
        self, key: JobKey, login: Callable[[], Login], topics: Collection[str]
    ) -> Look | None:
        """The newest look; None before the first.

        Args:
            key: the job.
            login: reads the login anew; called from another thread.
            topics: their names.
        """
        with self._lock:
            watched = self._watched.setdefault(key, _Watched(login, frozenset(topics)))
            watched.login = login
            if watched.topics != frozenset(topics):
                watched.topics, watched.look = frozenset(topics), None
            self._refresh(key, watched, _EVERY)
            return watched.look

    def again(self, key: JobKey) -> None:
        """Have a new look taken at once."""
        with self._lock:
            watched = self._watched.get(key)
            if watched is not None:
                self._refresh(key, watched, 0.0)

    def create(self, key: JobKey, topics: Collection[TopicSpec]) -> None:
        """Have the missing of those topics made, without waiting for it."""

        def task(kafka: KafkaTopics) -> None:
            for each in topics:
                kafka.create(each)

        self._submit(key, task)

    def delete(self, key: JobKey, topics: Collection[str]) -> None:
        """Have topics deleted, without waiting for it."""
        self._submit(key, lambda kafka: kafka.delete(topics))

    def forget(self, key: JobKey) -> None:
        """Close the job's connection."""
        with self._lock:
            watched = self._watched.pop(key, None)
        if watched is not None and watched.connection is not None:
            self._pool.submit(watched.connection.close)

    def close(self) -> None:
        """End the threads after what they do."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _refresh(self, key: JobKey, watched: _Watched, older_than: float) -> None:
        old = watched.look is None or time.monotonic() - watched.look.began >= older_than
        if old and not watched.busy:
            watched.busy = True
            self._pool.submit(self._take, key, watched)

    def _submit(self, key: JobKey, task: Callable[[KafkaTopics], object]) -> None:
        with self._lock:
            watched = self._watched.get(key)
        if watched is not None:
            self._pool.submit(self._take, key, watched, task)

    def _take(
        self, key: JobKey, watched: _Watched, task: Callable[[KafkaTopics], object] | None = None
    ) -> None:
        before = watched.look
        with watched.lock:
            watched.look = self._looked(key, watched, task)
        watched.busy = False
        if _news(before, watched.look):
            self._noticed(key)

    @staticmethod
    def _looked(
        key: JobKey, watched: _Watched, task: Callable[[KafkaTopics], object] | None
    ) -> Look:
        began = time.monotonic()
        try:
            if watched.connection is None:
                watched.connection = KafkaTopics(watched.login())
            if task is not None:
                task(watched.connection)
            return Look(began, watched.connection.look(watched.topics))
        except Unreachable as error:
            problem = str(error)
        except Exception as error:
            _LOG.exception("a look at the topics of %s failed", key)
            problem = f"{type(error).__name__}: {error}"
        if watched.connection is not None:  # the next one reads the secrets anew
            watched.connection.close()
            watched.connection = None
        return Look(began, problem=problem)


def _news(before: Look | None, after: Look | None) -> bool:
    """Whether a pass may decide otherwise because of it: not for other ends."""
    if before is None or after is None:
        return True
    return (before.problem, before.found.ids) != (after.problem, after.found.ids)
