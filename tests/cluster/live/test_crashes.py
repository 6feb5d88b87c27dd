"""The operator dies at every call that changes something; the next one ends where it would have."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from kubernetes import config
from kubernetes.client import ApiClient, Configuration

from tune_operator.kubernetes.cluster.api import Api
from tune_operator.kubernetes.events import Events
from tune_operator.kubernetes.health import Health
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey
from tune_operator.kubernetes.passes import Passes
from tune_operator.kubernetes.queue import WorkQueue
from tune_operator.kubernetes.resync import Resync
from tune_operator.kubernetes.settings import Settings
from tune_operator.kubernetes.world import make_world

NO_IMAGE = "localhost/no/such:image"
CHANGES = {"POST", "PATCH", "DELETE"}
PATIENCE = 60.0


class Crashed(BaseException):
    """Not an Exception: nothing in the operator may catch it."""


class CrashingApi(Api):
    """An API server's client in a process that dies before or after its n-th change."""

    def __init__(self, client: ApiClient, survives: int, *, done: bool) -> None:
        super().__init__(client)
        self._left = survives
        self._done = done
        """Whether the change that is died at gets through."""

    def _request(self, method, path, *arguments):
        if method not in CHANGES:
            return super()._request(method, path, *arguments)
        self._left -= 1
        if self._left >= 0:
            return super()._request(method, path, *arguments)
        if self._done:
            super()._request(method, path, *arguments)
        raise Crashed


class Process:
    """One life of an operator, without kopf: it lists before every pass."""

    def __init__(self, api: Api) -> None:
        settings = Settings("music", jobs_image=NO_IMAGE, producer_image=NO_IMAGE)
        index, queue = Index(), WorkQueue[JobKey]()
        self.resync = Resync(api, index, queue, Health(60))
        self.passes = Passes(
            make_world(settings, api, index, queue.put, Events()), lambda: datetime.now(UTC)
        )

    def look(self, key: JobKey) -> None:
        self.resync.once(("music",))
        self.passes.run(key)


@pytest.fixture
def client(music) -> Iterator[ApiClient]:
    music.kubectl("scale", "deployment/tunejob-operator", "--replicas=0")
    music.kubectl("rollout", "status", "deployment/tunejob-operator")
    configuration = Configuration()
    config.load_config(client_configuration=configuration)
    configuration.retries = False
    yield ApiClient(configuration)
    music.kubectl("scale", "deployment/tunejob-operator", "--replicas=1")
    music.kubectl("rollout", "status", "deployment/tunejob-operator")


def objects(music, name: str) -> dict[str, list[str]]:
    kinds = ("pods", "configmaps", "jobs", "pvc", "networkpolicies", "kafkausers", "kafkatopics")
    return {
        kind: sorted(
            each["metadata"]["name"] for each in music.items(kind, f"tunejob.io/job={name}")
            if each["metadata"]["labels"]["app.kubernetes.io/component"] != "producer" or kind != "pods"
        )
        for kind in kinds
    }  # fmt: skip


def live(process: Process, key: JobKey, over: Callable[[Passes], bool]) -> bool:
    """One life; whether it died before its work was over."""
    deadline = time.monotonic() + PATIENCE
    try:
        while not over(process.passes):
            process.look(key)
            assert time.monotonic() < deadline
            time.sleep(0.1)
    except Crashed:
        return True
    return False


@pytest.mark.nightly
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_life_that_is_cut_off_anywhere_ends_the_same(make_job, music, client, done):
    def mortal(survives: int) -> Process:
        return Process(CrashingApi(client, survives, done=done))

    expected = None
    for survives in range(40):
        name = f"cut-{'after' if done else 'before'}-{survives}"
        key = JobKey("music", name)

        def started(passes: Passes, key: JobKey = key) -> bool:
            return key in passes.memories and passes.memories[key].status.attempt.seen

        def gone(_: Passes, name: str = name) -> bool:
            return music.find("tunejob", name) is None

        job = make_job(name, producer={"scenario": "steady", "rate": 1, "total": 10, "seed": 7})
        died = live(mortal(survives), key, started)
        live(Process(Api(client)), key, started)
        found = {
            kind: [each.replace(name, "NAME") for each in names]
            for kind, names in objects(music, name).items()
        }
        expected = expected or found
        assert found == expected
        assert found["pods"] == ["NAME-driver-1"]
        assert job.status()["attempt"]["number"] == 1
        music.kubectl("delete", "tunejob", name, "--wait=false")
        died |= live(mortal(survives), key, gone)
        live(Process(Api(client)), key, gone)
        if not died:
            return
    pytest.fail("a life takes more than 40 changes")
