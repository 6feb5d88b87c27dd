"""A driver with executors, on a Kubernetes of which only the API is made up.

Spark asks it for pods as it would ask a cluster, and every pod it makes is run here as the process
that it describes. So all is real but the containers: the driver's settings, the pods that Spark makes
of the operator's template, the executors' way back to the driver, and the stream's state in them.
"""

import csv
import json
import os
import queue
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyspark
import pytest

from tune_contract.runtime.connection import SecurityProtocol
from tune_contract.runtime.reports import DriverProgress
from tune_contract.tunejob import TuneJob
from tune_operator.kubernetes.kafka_access import KafkaAccess
from tune_operator.kubernetes.manifests.driver_config import driver_config
from tune_operator.kubernetes.manifests.driver_rights import driver_role
from tune_operator.kubernetes.manifests.executor_template import executor_template
from tune_operator.kubernetes.manifests.plan import DriverPlan
from tune_operator.kubernetes.settings import Settings

BACKEND = "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"
ARGUMENTS = {
    "--driver-url": "SPARK_DRIVER_URL",
    "--executor-id": "SPARK_EXECUTOR_ID",
    "--cores": "SPARK_EXECUTOR_CORES",
    "--app-id": "SPARK_APPLICATION_ID",
    "--hostname": "SPARK_EXECUTOR_POD_IP",
    "--resourceProfileId": "SPARK_RESOURCE_PROFILE_ID",
    "--podName": "SPARK_EXECUTOR_POD_NAME",
}
FIELDS = {"status.podIP": "127.0.0.1", "metadata.name": None}
HERE = "127.0.0.1"
PODS = re.compile(r"^/api/v1/namespaces/music/pods(?:/(?P<name>[^/]+))?$")


@dataclass
class Pods:
    """The pods of a namespace, each a process once it is made."""

    folder: Path
    java: dict[str, str]
    pods: dict[str, dict] = field(default_factory=dict)
    made: list[dict] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(verb, resource) of each request, as a Role names them."""
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    watches: list[queue.Queue] = field(default_factory=list)

    def create(self, pod: dict) -> dict:
        name = pod["metadata"]["name"]
        self.made.append(json.loads(json.dumps(pod)))
        pod["metadata"] |= {"uid": f"uid-{name}", "creationTimestamp": "2026-01-01T12:00:00Z"}
        self.processes[name] = self._run(pod)
        (container,) = pod["spec"]["containers"]
        ready = {"name": container["name"], "ready": True, "state": {"running": {}}}
        pod["status"] = {"phase": "Running", "podIP": HERE, "containerStatuses": [ready]}
        self.pods[name] = pod
        self._tell("ADDED", pod)
        return pod

    def delete(self, name: str) -> dict:
        pod = self.pods.pop(name)
        if name in self.processes:
            self.processes[name].kill()
        self._tell("DELETED", pod)
        return pod

    def kill(self, name: str) -> None:
        """The container is killed, as by a lack of memory."""
        process, pod = self.processes[name], self.pods[name]
        process.kill()
        process.wait()
        ended = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
        pod["status"]["phase"] = "Failed"
        pod["status"]["containerStatuses"][0] |= {"ready": False, "state": ended}
        self._tell("MODIFIED", pod)

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()
        for watch in self.watches:
            watch.put(None)

    def _tell(self, kind: str, pod: dict) -> None:
        for watch in self.watches:
            watch.put(json.dumps({"type": kind, "object": pod}))

    def _run(self, pod: dict) -> subprocess.Popen:
        """What the image's entrypoint does for `executor`."""
        (container,) = pod["spec"]["containers"]
        assert container["args"] == ["executor"]
        variables = {each["name"]: self._value(each, pod) for each in container["env"]}
        options = [text for name, text in variables.items() if name.startswith("SPARK_JAVA_OPT_")]
        spark = Path(pyspark.__file__).parent / "jars"
        name = pod["metadata"]["name"]
        scratch = self.folder / name
        scratch.mkdir()
        command = [
            f"{self.java['JAVA_HOME']}/bin/java",
            f"-Xmx{variables['SPARK_EXECUTOR_MEMORY']}",
            *(each for each in options if "jdk.incubator.vector" not in each),
            "-cp",
            f"{spark}/*:{variables['SPARK_CLASSPATH']}",
            BACKEND,
            *(part for flag, source in ARGUMENTS.items() for part in (flag, variables[source])),
        ]
        with (self.folder / f"{name}.log").open("wb") as log:
            environment = {**os.environ, **variables, "SPARK_LOCAL_DIRS": str(scratch)}
            environment["JAVA_TOOL_OPTIONS"] = self.java["JAVA_TOOL_OPTIONS"]
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    @staticmethod
    def _value(variable: dict, pod: dict) -> str:
        if "valueFrom" not in variable:
            return variable.get("value", "")
        path = variable["valueFrom"]["fieldRef"]["fieldPath"]
        return FIELDS[path] or pod["metadata"]["name"]


class Api(BaseHTTPRequestHandler):
    """As much of the API as Spark uses; what it asks for beside that is not found, and noted."""

    protocol_version = "HTTP/1.1"
    pods: Pods

    def do_GET(self) -> None:
        place, query = self._place()
        watch = query.get("watch") == ["true"]
        name = place and place["name"]
        self.pods.asked["watch" if watch else "get" if name else "list", self._resource()] += 1
        if watch and self.headers.get("Upgrade"):
            self._answer({})  # no web socket: it then reads a stream
        elif watch:
            self._watch()
        elif name:
            self._answer(self.pods.pods.get(name))
        else:
            items = [] if place is None else self._selected(query)
            meta = {"resourceVersion": "1"}
            self._answer({"apiVersion": "v1", "kind": "PodList", "metadata": meta, "items": items})

    def do_POST(self) -> None:
        self.pods.asked["create", self._resource()] += 1
        self._answer(self.pods.create(self._body()) if self._place()[0] else None, 201)

    def do_PATCH(self) -> None:
        self.pods.asked["patch", self._resource()] += 1
        self._body()
        self._answer(self.pods.pods.get(self._place()[0]["name"]))

    def do_PUT(self) -> None:
        self.pods.asked["update", self._resource()] += 1
        self._body()
        self._answer(None)

    def do_DELETE(self) -> None:
        place, query = self._place()
        name = place and place["name"]
        self.pods.asked["delete" if name else "deletecollection", self._resource()] += 1
        self._body()
        doomed = [name] if name else [each["metadata"]["name"] for each in self._selected(query)]
        for each in doomed:
            if each in self.pods.pods:
                self.pods.delete(each)
        self._answer({"apiVersion": "v1", "kind": "Status", "status": "Success"})

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def _place(self) -> tuple[re.Match | None, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return PODS.match(parts.path), parse_qs(parts.query)

    def _resource(self) -> str:
        return "pods" if self._place()[0] else urlsplit(self.path).path

    def _selected(self, query: dict[str, list[str]]) -> list[dict]:
        wanted = query.get("labelSelector", [""])[0].split(",")
        pairs = dict(each.split("=", 1) for each in wanted if "=" in each)
        found = list(self.pods.pods.values())
        return [each for each in found if pairs.items() <= each["metadata"]["labels"].items()]

    def _body(self) -> dict:
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")

    def _answer(self, body: dict | None, code: int = 200) -> None:
        if body is None:
            body, code = {"kind": "Status", "apiVersion": "v1", "code": 404}, 404
        content = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _watch(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        events: queue.Queue = queue.Queue()
        self.pods.watches.append(events)
        while (event := events.get()) is not None:
            line = event.encode() + b"\n"
            self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def pods(tmp_path, driver_environment) -> Iterator[Pods]:
    """The namespace, with the driver's own pod in it."""
    made = Pods(tmp_path, driver_environment)
    made.pods["genres-driver-1"] = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "genres-driver-1", "namespace": "music", "uid": "uid-d", "labels": {}},
        "spec": {"containers": [{"name": "driver"}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    }
    yield made
    made.close()


@pytest.fixture
def api(pods) -> Iterator[str]:
    """The API's address."""
    server = ThreadingHTTPServer((HERE, 0), type("ApiOfPods", (Api,), {"pods": pods}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HERE}:{server.server_port}"
    pods.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def plan(plays) -> DriverPlan:
    """Two executors, a checkpoint on a claim, a Kafka with an authority of its own."""
    document = {
        "metadata": {"name": "genres", "namespace": "music", "uid": "uid-1"},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"topics": {"plays": {"name": plays.topic}}},
            "sinks": [{"postgres": {"secretRef": {"name": "db"}}}],
            "executor": {"instances": 2, "memory": "512m"},
        },
    }
    job = TuneJob.model_validate(document)
    kafka = KafkaAccess("kafka:9093", SecurityProtocol.SSL, ca_secret="ca")
    return DriverPlan(job, job.spec, kafka, Settings("tunejob", "jobs:1", "producer:1"), attempt=1)


@pytest.fixture
def spark_settings(plan, api, tmp_path, driver_environment) -> dict:
    """What the operator tells Spark, but for what is different on this machine."""
    settings = driver_config(plan).spark
    template = tmp_path / "executor.yaml"
    template.write_text(json.dumps(executor_template(plan)))
    here = {
        "spark.driver.host": HERE,
        "spark.driver.bindAddress": HERE,
        "spark.driver.port": "0",
        "spark.driver.blockManager.port": "0",
        "spark.blockManager.port": "0",
        "spark.executor.extraClassPath": f"{driver_environment['TUNE_JARS']}/*",
        "spark.kubernetes.executor.podTemplateFile": str(template),
    }
    return {
        "master": f"k8s://{api}",
        "driverMemory": "700m",
        "shufflePartitions": settings.shuffle_partitions,
        "localDir": str(tmp_path / "scratch"),
        "conf": settings.conf | here,
    }


def committed(report: DriverProgress) -> int:
    return sum(sum(offsets.values()) for offsets in report.offsets.values())


@pytest.fixture
def counts(plays, start_driver, pods, spark_settings, uri_file) -> dict:
    """What two executors count, of which one is killed in between."""
    plays.write(3000)
    driver = start_driver("csv", trigger={"interval": "500ms"}, spark=spark_settings)
    driver.until(lambda report: committed(report) == 3000)
    pods.kill(pods.made[0]["metadata"]["name"])
    plays.write(2000)
    driver.until(lambda report: committed(report) == 5000)
    driver.ask_to_drain()
    assert driver.end().drained
    rows: list[list[str]] = []
    for path in (uri_file.parent / "csv" / "genre_counts").iterdir():
        rows += list(csv.reader(path.open()))[1:]
    return {(datetime.fromisoformat(row[0]), row[2]): int(row[3]) for row in rows}


def test_a_driver_with_executors(plays, pods, plan, counts):
    assert counts == plays.expected
    names = [pod["metadata"]["name"] for pod in pods.made]
    assert names[:2] == ["genres-driver-1-exec-1", "genres-driver-1-exec-2"]
    assert len(names) >= 3, "the killed one was not made again"
    assert pods.pods.keys() == {"genres-driver-1"}, "executors are left"
    assert_as_the_template_says(pods.made[0], plan)
    (rule,) = driver_role(plan)["rules"]
    allowed = {(verb, "pods") for verb in rule["verbs"]}
    assert set(pods.asked) <= allowed, f"Spark asks for more: {set(pods.asked) - allowed}"


def assert_as_the_template_says(pod: dict, plan: DriverPlan) -> None:
    template = executor_template(plan)
    (owner,) = pod["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["uid"], owner["controller"]) == ("Pod", "uid-d", True)
    assert template["metadata"]["labels"].items() <= pod["metadata"]["labels"].items()
    for part in ("securityContext", "affinity", "volumes", "automountServiceAccountToken"):
        assert pod["spec"][part] == template["spec"][part]
    (container,), (wanted,) = pod["spec"]["containers"], template["spec"]["containers"]
    for part in ("name", "securityContext", "volumeMounts"):
        assert container[part] == wanted[part]
    assert container["image"] == "jobs:1"
    assert container["resources"]["requests"] == {"cpu": "250m", "memory": "896Mi"}
    variables = {each["name"]: each.get("value") for each in container["env"]}
    assert variables["SPARK_LOCAL_DIRS"] == "/var/lib/tunejob/scratch"
    assert variables["_SPARK_AUTH_SECRET"]
