"""The passwords of a job's Kafka user and database are looked for in all that others can see.

They are random texts of 32 characters, made by Strimzi and by the chart, which are nowhere but in
their Secrets; a third one is planted by the test, in a connection string that is wrong.
"""

import base64
import json
from urllib.parse import unquote, urlsplit

import pytest

ENDLESS = {
    "scenario": "steady",
    "rate": 100,
    "total": 0,
    "seed": 7,
    "disorder": {"malformed": 0.05},
}
PLANTED = "planted8f1c5d7e2b9a40c6"
SHORTEST = 12  # characters of a password that is told apart from other texts
LOOK = """
import json, os, pathlib, sys, urllib.request
secrets = [each.encode() for each in json.load(sys.stdin)]
skipped = ("/etc/tunejob/sinks", "/etc/tunejob/kafka-user", "/etc/tunejob/database")
def holds(content):
    return any(each in content for each in secrets)
def read(path):
    try:
        return pathlib.Path(path).read_bytes()
    except OSError:
        return b""
looked, found = 0, []
for folder in ("/etc/tunejob", "/var/lib/tunejob", "/tmp", "/dev/termination-log"):
    files = [folder] if os.path.isfile(folder) else [
        os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
    for path in files:
        if not path.startswith(skipped):
            looked += 1
            found += [path] if holds(read(path)) else []
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) != os.getpid():
        looked += 1
        found += [f"/proc/{pid}/{what}" for what in ("cmdline", "environ")
                  if holds(read(f"/proc/{pid}/{what}"))]
for path in ("/metrics", "/progress", "/livez", "/readyz", "/api/v1/jobs"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:8080{path}", timeout=10) as answer:
            looked += 1
            found += [path] if holds(answer.read()) else []
    except OSError:
        pass
print(json.dumps({"looked": looked, "found": found}))
"""
"""Runs inside a pod; the secrets come by standard input, so that no command line has them."""


def disguises(secret: str) -> list[str]:
    """As it is, and as a part of something in base64."""
    found = [secret]
    for before in range(3):
        text = base64.b64encode(b"x" * before + secret.encode()).decode()
        found.append(text[4 if before else 0 : -4])
    return found


def secret_of(cluster, name: str) -> dict[str, str]:
    data = cluster.get("secret", name)["data"]
    return {key: base64.b64decode(value).decode() for key, value in data.items()}


def seen(cluster) -> dict[str, str]:
    """Every object of a namespace but Secrets, by its kind, as the API server tells it."""
    listed = cluster.kubectl("api-resources", "--verbs=list", "--namespaced", "-o", "name")
    kinds = [kind for kind in listed.split() if kind != "secrets" and "metrics.k8s.io" not in kind]
    assert {"pods", "events", "configmaps", "tunejobs.tunejob.io"} <= set(kinds)
    return {kind: cluster.kubectl("get", kind, "-o", "json", check=False) for kind in kinds}


def logs(cluster) -> dict[str, str]:
    """What every container of a namespace has printed, those that ended included."""
    found = {}
    for pod in cluster.items("pods"):
        name = pod["metadata"]["name"]
        for more in ((), ("--previous",)):
            asked = ("logs", name, "--all-containers", *more)
            found[" ".join(asked)] = cluster.kubectl(*asked, check=False)
    return found


def inside(cluster, pod: str, container: str, secrets: list[str]) -> list[str]:
    """Where in a pod the secrets are, beside the files they are mounted as."""
    arguments = ("exec", "-i", pod, "-c", container, "--", "python", "-c", LOOK)
    told = json.loads(cluster.kubectl(*arguments, text=json.dumps(secrets)))
    assert told["looked"] >= 2, told  # a file and a process
    return [f"{pod}:{path}" for path in told["found"]]


@pytest.fixture
def wrong_database(music):
    """A Secret whose connection string has a password that PostgreSQL does not know."""
    uri = secret_of(music, "results-db")["uri"]
    parts = urlsplit(uri)
    wrong = uri.replace(f":{parts.password}@", f":{PLANTED}@")
    assert wrong != uri
    music.apply(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "canary-db"},
         "type": "Opaque", "stringData": {"uri": wrong}}
    )  # fmt: skip
    yield "canary-db"
    music.delete("secret", "canary-db")


def test_no_secret_is_seen_anywhere(make_job, music, wrong_database):
    good = make_job("canary", producer=ENDLESS,
                    executor={"instances": 1, "cores": 1, "memory": "512m"})  # fmt: skip
    bad = make_job(
        "canary-bad",
        sinks=[{"postgres": {"secretRef": {"name": wrong_database}}}],
        restartPolicy={"maxRestarts": 1, "backoff": {"initial": "1s"}},
    )
    good.until_counting()
    good.until("an executor", lambda _: good.executors())
    bad.until("its failure", lambda status: status.get("lastFailure"))

    database, user = secret_of(music, "results-db"), secret_of(music, "canary-kafka")
    passwords = [database["password"], unquote(urlsplit(database["uri"]).password), user["password"],
                 secret_of(music, "canary-bad-kafka")["password"], PLANTED]  # fmt: skip
    assert min(map(len, passwords)) >= SHORTEST
    needles = sorted({text for each in passwords for text in disguises(each)})

    told = seen(music) | logs(music)
    assert sum(map(len, told.values())) > 0
    assert [where for where, text in told.items() if any(each in text for each in needles)] == []
    assert "password authentication failed" in json.dumps(bad.status()["lastFailure"])

    driver = good.driver()["metadata"]["name"]
    assert inside(music, driver, "driver", needles) == []
    executor = good.executors()[0]["metadata"]["name"]
    assert inside(music, executor, "executor", needles) == []
    for component in ("operator", "api"):
        (pod,) = music.items(
            "pods", f"app.kubernetes.io/component={component},app.kubernetes.io/instance=tunejob"
        )
        assert inside(music, pod["metadata"]["name"], component, needles) == []
    producers = music.items("pods", "tunejob.io/job=canary,app.kubernetes.io/component=producer")
    assert [inside(music, each["metadata"]["name"], "producer", needles) for each in producers] == [
        []
    ]


def test_secrets_are_mounted_and_in_no_environment(make_job, music):
    """Not by their values, nor by a reference to a Secret."""
    job = make_job("mounted", producer=ENDLESS)
    job.until("a driver", lambda _: job.driver())
    for pod in music.items("pods"):
        for container in [*pod["spec"]["containers"], *pod["spec"].get("initContainers", [])]:
            where = f"{pod['metadata']['name']}/{container['name']}"
            if "strimzi.io/cluster" in pod["metadata"].get("labels", {}):
                continue  # not ours
            assert "envFrom" not in container, where
            by_secret = [each["name"] for each in container.get("env", [])
                         if "secretKeyRef" in each.get("valueFrom", {})]  # fmt: skip
            assert by_secret == [], where
            assert [
                each for each in container.get("volumeMounts", []) if "subPath" in each
            ] == [], where
