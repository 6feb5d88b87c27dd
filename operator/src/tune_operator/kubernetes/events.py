"""Tells a job's story by Kubernetes events: one for each thing done, none twice in a row."""

import contextvars
import re
import threading
from collections import deque
from functools import partial
from typing import cast

import kopf

from tune_operator.core.decision import Decision
from tune_operator.core.story import story_of
from tune_operator.kubernetes.cluster.api import Document
from tune_operator.kubernetes.memory import Memory

_LONGEST = 1000  # the API server takes 1,024 characters


class Events:
    """Posts events from the workers' threads, by way of kopf, which has a queue for them.

    kopf shows that queue only to those whom it calls; what comes before its first call waits.
    """

    def __init__(self) -> None:
        self._context: contextvars.Context | None = None
        self._waiting = deque[partial[None]]()
        self._lock = threading.Lock()

    def called(self) -> None:
        """Take note that kopf calls: from here on its queue can be reached."""
        with self._lock:
            if self._context is None:
                self._context = contextvars.copy_context()
            while self._waiting:
                self._waiting.popleft()()

    def tell(self, body: Document, memory: Memory, decision: Decision) -> None:
        """Say what a pass does, if it does anything."""
        story = story_of(decision)
        if story is not None:
            self._post(body, memory, (story.type, story.reason), story.message)

    def warn(self, body: Document, memory: Memory, reason: str, message: str) -> None:
        """Say that something is wrong."""
        self._post(body, memory, ("Warning", reason), message)

    def _post(self, body: Document, memory: Memory, kind: tuple[str, str], message: str) -> None:
        text = message[:_LONGEST]
        if memory.told == text:
            return
        memory.told = text
        about = kopf.Body(cast("kopf.RawBody", body))
        post = partial(kopf.event, about, type=kind[0], reason=_camel(kind[1]), message=text)
        with self._lock:
            if self._context is None:
                self._waiting.append(post)
            else:
                self._context.copy().run(post)


def _camel(name: str) -> str:
    return re.sub(r"[^A-Za-z]", "", name)
