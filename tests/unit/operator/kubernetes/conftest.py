"""An API server in memory, and an operator on it: all of it real but the server and Kafka's topics."""

import copy
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tune_contract.pipelines.registry import installed_pipelines
from tune_operator.kubernetes.apply.applier import Applier
from tune_operator.kubernetes.apply.driver import DriverHand
from tune_operator.kubernetes.apply.producer import ProducerHand
from tune_operator.kubernetes.cluster.errors import AlreadyThere, Refused
from tune_operator.kubernetes.cluster.kinds import KAFKA, KAFKA_TOPIC, POD, SECRET, TUNEJOB, kind_of
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.health import Health
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.kafka.looks import KafkaLooks
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.observe.claims import Claims
from tune_operator.kubernetes.observe.driver import DriverView
from tune_operator.kubernetes.observe.kafka import KafkaView
from tune_operator.kubernetes.observe.observer import Observer
from tune_operator.kubernetes.observe.producer import ProducerView
from tune_operator.kubernetes.observe.references import ReferenceView
from tune_operator.kubernetes.observe.reports import Reports
from tune_operator.kubernetes.observe.strimzi import Strimzi
from tune_operator.kubernetes.passes import Passes, World
from tune_operator.kubernetes.queue import WorkQueue
from tune_operator.kubernetes.resync import Resync
from tune_operator.kubernetes.settings import Settings

KEY = JobKey("music", "counts")
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


class FakeApi:
    """Objects by kind, namespace and name, with the API server's own manners."""

    def __init__(self):
        self.objects = {}
        self.changes = []
        self.refuses = {}
        """kind -> why objects of that kind are not taken."""
        self._uids = itertools.count(1)

    def get(self, kind, namespace, name):
        return copy.deepcopy(self.objects.get((kind, namespace, name)))

    def list(self, kind, namespace, selector=""):
        wanted = dict(part.partition("=")[::2] for part in selector.split(",") if part)
        return [
            copy.deepcopy(each)
            for (known, where, _), each in self.objects.items()
            if (known, where) == (kind, namespace)
            and all(
                value in ("", each["metadata"].get("labels", {}).get(key)) and
                key in each["metadata"].get("labels", {})
                for key, value in wanted.items()
            )
        ]  # fmt: skip

    def create(self, manifest):
        kind, meta = kind_of(manifest), manifest["metadata"]
        if kind in self.refuses:
            raise Refused(self.refuses[kind])
        place = (kind, meta["namespace"], meta["name"])
        if place in self.objects:
            raise AlreadyThere(meta["name"])
        made = copy.deepcopy(manifest)
        made["metadata"] |= {"uid": f"uid-{next(self._uids)}", "generation": 1}
        self.objects[place] = made
        self.changes.append(("create", kind.name, meta["name"]))
        return made

    def apply(self, manifest):
        kind, meta = kind_of(manifest), manifest["metadata"]
        place = (kind, meta["namespace"], meta["name"])
        if place not in self.objects:
            return self.create(manifest)
        self.changes.append(("apply", kind.name, meta["name"]))
        return self.objects[place]

    def patch(self, kind, document, operations, part=""):
        meta = document["metadata"]
        place = (kind, meta["namespace"], meta["name"])
        known = self.objects.get(place)
        if known is None or known["metadata"]["uid"] != meta["uid"]:
            return False
        for operation in operations:
            *path, last = operation["path"].strip("/").split("/")
            target = known
            for step in path:
                target = target[step]
            target[last] = copy.deepcopy(operation["value"])
        if "deletionTimestamp" in known["metadata"] and not known["metadata"]["finalizers"]:
            del self.objects[place]
        self.changes.append(("patch", kind.name, f"{meta['name']}/{part}".rstrip("/")))
        return True

    def delete(self, kind, namespace, name, uid="", grace=None):  # noqa: ARG002 - a pod's time to end
        known = self.objects.get((kind, namespace, name))
        if known is None or (uid and known["metadata"]["uid"] != uid):
            return
        if known["metadata"].get("finalizers"):
            known["metadata"]["deletionTimestamp"] = NOON.isoformat()
            return
        del self.objects[kind, namespace, name]
        self.changes.append(("delete", kind.name, name))

    def log_tail(self, _namespace, _pod, _lines):
        return "the last line"

    def add_job(self, name="counts", **spec):
        return self.create(tunejob(name, **spec))

    def topics_ready(self):
        for (kind, _, _), topic in self.objects.items():
            if kind is KAFKA_TOPIC:
                ready = [{"type": "Ready", "status": "True"}]
                topic["status"] = {"observedGeneration": 1, "conditions": ready, "topicId": "id-1"}

    def pod_phase(self, name, phase, **status):
        self.objects[POD, "music", name]["status"] = {"phase": phase, **status}

    def made(self):
        return {(kind.name, name) for kind, _, name in self.objects}

    def status(self, name="counts"):
        return self.get(TUNEJOB, "music", name)["status"]

    def condition(self, kind, name="counts"):
        return next(each for each in self.status(name)["conditions"] if each["type"] == kind.value)


class Operator:
    """One life of an operator."""

    def __init__(self, api: FakeApi) -> None:
        settings = Settings("music", jobs_image="jobs", producer_image="producer")
        index, queue = Index(), WorkQueue[JobKey]()
        reports, strimzi, looks = Reports(port=1), Strimzi(api), KafkaLooks(queue.put)
        observer = Observer(
            DriverView(api, index, reports),
            ProducerView(api, index, reports),
            KafkaView(api, strimzi, looks),
            ReferenceView(api),
            Claims(installed_pipelines()),
        )
        applier = Applier(
            api, settings, DriverHand(api, reports), ProducerHand(api), strimzi, looks
        )
        world = World(api, index, observer, applier, Events(), installed_pipelines())
        self.now = NOON
        self.passes = Passes(world, lambda: self.now)
        self._resync = Resync(api, index, queue, Health(60))

    def look(self, times: int = 1, key: JobKey = KEY) -> float | None:
        wait = None
        for _ in range(times):
            self.now += timedelta(seconds=1)
            self._resync.once(("music",))
            wait = self.passes.run(key)
        return wait


def kafka():
    listener = {"name": "tls", "port": 9093, "type": "internal", "tls": True,
                "authentication": {"type": "scram-sha-512"}}  # fmt: skip
    return {
        "apiVersion": KAFKA.api,
        "kind": "Kafka",
        "metadata": {"name": "tune", "namespace": "music", "generation": 1},
        "spec": {"kafka": {"listeners": [listener], "authorization": {"type": "simple"}}},
        "status": {
            "observedGeneration": 1,
            "conditions": [{"type": "Ready", "status": "True"}],
            "listeners": [{"name": "tls", "bootstrapServers": "tune:9093"}],
        },
    }


def tunejob(name="counts", **spec):
    return {
        "apiVersion": TUNEJOB.api,
        "kind": "TuneJob",
        "metadata": {"name": name, "namespace": "music"},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"cluster": "tune", "topics": {"plays": {"name": "plays"}}},
            "producer": {"scenario": "steady", "rate": 10, "total": 100},
            "sinks": [{"postgres": {"secretRef": {"name": "db"}}}],
            "executor": {"instances": 0},
            **spec,
        },
    }


@pytest.fixture
def api() -> FakeApi:
    """With a Kafka and the secret of a database."""
    server = FakeApi()
    server.objects[KAFKA, "music", "tune"] = kafka()
    meta = {"name": "db", "namespace": "music"}
    server.objects[SECRET, "music", "db"] = {"metadata": meta, "data": {"uri": "eA=="}}
    return server


@pytest.fixture
def operator(api) -> Operator:
    return Operator(api)


@pytest.fixture
def new_operator(api) -> Callable[[], Operator]:
    """Another life of the operator, which remembers nothing."""
    return lambda: Operator(api)
