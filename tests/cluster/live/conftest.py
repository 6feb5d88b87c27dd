"""The product as a user installs it: both charts, a Kafka by Strimzi, a PostgreSQL, images.

Driven by KUBECONFIG, helm and kubectl on PATH, and:

    TUNE_IMAGE_REGISTRY   in front of the images' names (localhost)
    TUNE_IMAGE_TAG        their tag (dev)
    TUNE_POSTGRES_IMAGE   a PostgreSQL (localhost/tunejob-test/postgres:dev)
    TUNE_API_SERVER_SIGNAL  a command that sends the API server the signal named after it
"""

import json
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "genre-counts.yaml"
REGISTRY = os.environ.get("TUNE_IMAGE_REGISTRY", "localhost")
TAG = os.environ.get("TUNE_IMAGE_TAG", "dev")
POSTGRES = os.environ.get("TUNE_POSTGRES_IMAGE", f"{REGISTRY}/tunejob-test/postgres:{TAG}")
KAFKA_SECONDS = 300
JOB_SECONDS = 240
Document = dict[str, Any]


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not on PATH: the cluster tests need helm and kubectl")
    return found


def run(*command: str, text: str | None = None, check: bool = True) -> str:
    """Run a command; its standard output."""
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, timeout=600
    )
    if check and done.returncode:
        pytest.fail(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclass(frozen=True)
class Cluster:
    """One namespace by kubectl."""

    namespace: str
    api_namespace: str = "music"
    """Where the results API runs."""

    def kubectl(self, *arguments: str, text: str | None = None, check: bool = True) -> str:
        return run(tool("kubectl"), "-n", self.namespace, *arguments, text=text, check=check)

    def helm(self, command: str, *arguments: str, check: bool = True) -> str:
        return run(tool("helm"), command, "-n", self.namespace, *arguments, check=check)

    def install_kafka(self, *settings: str) -> None:
        """Chart tunejob-kafka; its PostgreSQL too unless the settings say no."""
        chart = str(ROOT / "charts" / "tunejob-kafka")
        self.helm("upgrade", "--install", "tune-kafka", chart, *settings)

    def install_tunejob(self) -> None:
        """Chart tunejob, which runs the jobs of both namespaces."""
        self.helm(
            "upgrade", "--install", "tunejob", str(ROOT / "charts" / "tunejob"),
            "--set-string", f"image.registry={REGISTRY}", "--set-string", f"image.tag={TAG}",
            "--set", "operator.watchNamespaces={music,concerts}",
            "--wait", "--timeout", "5m",
        )  # fmt: skip

    def enforce(self, standard: str) -> None:
        """Hold the namespace to a Pod Security Standard from here on."""
        label = f"pod-security.kubernetes.io/enforce={standard}"
        run(tool("kubectl"), "label", "--overwrite", "namespace", self.namespace, label)

    @contextmanager
    def strimzi_makes_pods(self) -> Iterator[None]:
        """Its pods lack what `restricted` asks: the stand-in's, and Strimzi's as it comes."""
        self.enforce("baseline")
        yield
        self.kubectl("wait", "--for=condition=Ready", "kafka/tune", f"--timeout={KAFKA_SECONDS}s")
        self.enforce("restricted")

    def get(self, *what: str) -> Document:
        found: Document = json.loads(self.kubectl("get", *what, "-o", "json"))
        return found

    def find(self, *what: str) -> Document | None:
        text = self.kubectl("get", *what, "-o", "json", "--ignore-not-found")
        return json.loads(text) if text else None

    def items(self, kind: str, selector: str = "") -> list[Document]:
        found = self.get(kind, *(["-l", selector] if selector else []))
        return list(found["items"])

    def apply(self, *documents: Document) -> None:
        self.kubectl(
            "apply",
            "--server-side",
            "--force-conflicts",
            "-f",
            "-",
            text=yaml.safe_dump_all(documents),
        )

    def patch(self, kind: str, name: str, change: Document) -> None:
        self.kubectl("patch", kind, name, "--type=merge", "-p", json.dumps(change))

    def delete(self, kind: str, name: str, *options: str) -> None:
        self.kubectl("delete", kind, name, "--ignore-not-found", *options)

    def ask(self, path: str) -> Any:
        """What the results API says, by way of the API server; None when it says no."""
        service = f"/api/v1/namespaces/{self.api_namespace}/services/tunejob-api:http/proxy"
        text = run(tool("kubectl"), "get", "--raw", service + path, check=False)
        return json.loads(text) if text else None

    def events(self, name: str) -> list[Document]:
        """A TuneJob's story, oldest first."""
        found = self.items("events")
        own = [each for each in found if each["involvedObject"].get("name") == name]
        return sorted(own, key=lambda each: each["metadata"]["creationTimestamp"])

    def until(self, what: str, holds: Callable[[], Any], seconds: float = JOB_SECONDS) -> Any:
        """Wait for something to be true."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            if time.monotonic() > deadline:
                pytest.fail(f"not in {seconds:.0f} s: {what}\n{self.story()}")
            time.sleep(0.5)
        return found

    def story(self) -> str:
        """What one looks at when a test fails."""
        parts = [
            self.kubectl("get", "tunejobs,pods,kafkas,kafkatopics,kafkausers", check=False),
            self.kubectl("get", "tunejobs", "-o", "yaml", check=False),
            self.kubectl("get", "events", "--sort-by=.lastTimestamp", check=False),
            Cluster(self.api_namespace).kubectl(
                "logs", "deployment/tunejob-operator", "--tail=60", check=False
            ),
        ]
        for pod in self.items("pods", "tunejob.io/job"):
            name = pod["metadata"]["name"]
            parts.append(f"== {name}\n{self.kubectl('logs', name, '--tail=40', check=False)}")
        return "\n".join(parts)


@dataclass
class Job:
    """One TuneJob in the cluster."""

    cluster: Cluster
    name: str
    document: Document
    started: float = field(default_factory=time.monotonic)

    def spec(self, **change: Any) -> None:
        self.cluster.patch("tunejob", self.name, {"spec": change})

    def get(self) -> Document:
        return self.cluster.get("tunejob", self.name)

    def status(self) -> Document:
        found: Document = self.get().get("status", {})
        return found

    def condition(self, kind: str) -> Document:
        found = [each for each in self.status().get("conditions", []) if each["type"] == kind]
        return found[0] if found else {"status": "Unknown", "reason": "", "message": ""}

    def until(
        self, what: str, holds: Callable[[Document], Any], seconds: float = JOB_SECONDS
    ) -> Any:
        return self.cluster.until(f"{self.name}: {what}", lambda: holds(self.status()), seconds)

    def until_phase(self, *phases: str, seconds: float = JOB_SECONDS) -> None:
        self.until(f"phase {phases}", lambda status: status.get("phase") in phases, seconds)

    def until_counting(self, seconds: float = JOB_SECONDS) -> None:
        """A batch with events is committed."""
        self.until_phase("Running", seconds=seconds)
        self.until("rows", lambda _: self.counts(), seconds)

    def until_next_batch(self, seconds: float = JOB_SECONDS) -> None:
        before = self.status()["progress"].get("batchId", -1)
        self.until(
            f"a batch after {before}",
            lambda status: status["progress"].get("batchId", -1) > before,
            seconds,
        )

    def driver(self) -> Document | None:
        pods = self.cluster.items(
            "pods", f"tunejob.io/job={self.name},app.kubernetes.io/component=driver"
        )
        return max(
            pods, key=lambda pod: int(pod["metadata"]["labels"]["tunejob.io/attempt"]), default=None
        )

    def executors(self) -> list[Document]:
        return self.cluster.items(
            "pods", f"tunejob.io/job={self.name},app.kubernetes.io/component=executor"
        )

    def counts(self) -> Counter[str]:
        """Plays per genre as the results API has them."""
        path = f"/api/v1/jobs/{self.cluster.namespace}/{self.name}/tables/genre_counts/rows"
        found: Counter[str] = Counter()
        cursor = ""
        while True:
            query = "?limit=1000" + (f"&cursor={cursor}" if cursor else "")
            page = self.cluster.ask(path + query)
            if page is None:  # no table yet
                return Counter()
            for row in page["rows"]:
                found[row["genre"]] += row["count"]
            cursor = page.get("nextCursor") or ""
            if not cursor:
                return found

    def ledger(self) -> Counter[str]:
        """Plays per genre as the producer's pods printed them when they ended."""
        pods = self.cluster.items(
            "pods", f"tunejob.io/job={self.name},app.kubernetes.io/component=producer"
        )
        found: Counter[str] = Counter()
        for pod in pods:
            log = self.cluster.kubectl("logs", pod["metadata"]["name"], check=False)
            for line in log.splitlines():
                if line.startswith("{") and '"byKey"' in line:
                    found.update(json.loads(line)["byKey"])
        return found

    def ended_exactly(self, total: int) -> Counter[str]:
        """It succeeds, and has counted each play that the producer was acknowledged."""
        self.until("the producer's ledger", lambda _: sum(self.ledger().values()) == total)
        ledger = self.ledger()
        self.until_phase("Succeeded")
        assert self.counts() == ledger
        return ledger


@pytest.fixture(scope="session")
def music() -> Iterator[Cluster]:
    """A namespace with Kafka, PostgreSQL and the product, as the README says to install them."""
    cluster = Cluster("music")
    for namespace in ("music", "concerts"):
        run(tool("kubectl"), "create", "namespace", namespace, check=False)
    with cluster.strimzi_makes_pods():
        cluster.install_kafka(
            "--set", "kafka.storage.type=persistent", "--set", "kafka.storage.size=2Gi",
            "--set-string", f"postgresql.image={POSTGRES}", "--set", "postgresql.runAsUser=10001",
        )  # fmt: skip
        cluster.install_tunejob()
    yield cluster
    if not os.environ.get("TUNE_KEEP"):
        cluster.kubectl("delete", "tunejobs", "--all", "--timeout=120s", check=False)
        cluster.helm("uninstall", "--ignore-not-found", "--wait", "tunejob", "tune-kafka")
        for namespace in ("music", "concerts"):
            run(tool("kubectl"), "delete", "namespace", namespace, "--wait=false", check=False)


@pytest.fixture(scope="session")
def concerts(music: Cluster) -> Iterator[Cluster]:
    """A second namespace, whose Kafka knows its users by certificates; results go to the first."""
    cluster = Cluster("concerts")
    with cluster.strimzi_makes_pods():
        cluster.install_kafka(
            "--set", "postgresql.enabled=false", "--set", "kafka.listeners.tls.authentication=tls",
        )  # fmt: skip
    secret = music.get("secret", "results-db")
    cluster.apply(
        {key: secret[key] for key in ("apiVersion", "kind", "type", "data")}
        | {"metadata": {"name": "results-db"}}
    )
    yield cluster
    if not os.environ.get("TUNE_KEEP"):
        cluster.kubectl("delete", "tunejobs", "--all", "--timeout=120s", check=False)
        cluster.helm("uninstall", "--wait", "tune-kafka")


@pytest.fixture
def make_job(music: Cluster) -> Iterator[Callable[..., Job]]:
    """make_job("name", executor={...}) applies the example with other parts of the spec."""
    made: list[Job] = []

    def make(name: str, cluster: Cluster = music, **spec: Any) -> Job:
        document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
        document["metadata"] = {"name": name}
        document["spec"]["kafka"]["topics"]["plays"]["name"] = f"{name}-plays"
        small = {"driver": {"memory": "512m"}, "executor": {"instances": 0}}
        document["spec"] |= {**small, "checkpoint": {"onDelete": "Delete"}, **spec}
        document["spec"] = {
            key: value for key, value in document["spec"].items() if value is not None
        }
        cluster.apply(document)
        job = Job(cluster, name, document)
        made.append(job)
        return job

    yield make
    for job in made:
        job.cluster.delete("tunejob", job.name, "--timeout=120s")
        job.cluster.delete("kafkatopic", f"{job.name}-plays", "--wait=false")
