"""The operator alone, with many TuneJobs: time to all drivers, memory, writes when nothing changes.

The product is installed as the README says, in the namespace, with a Kafka; KUBECONFIG names the
cluster. Drivers run a stub image, so that only the operator's work counts: most of them wait for
room on the node, which is all the same to it.

    python tests/benchmarks/operator_scale.py --jobs 1000 --stub localhost/pause:1
"""

import argparse
import json
import time
from collections.abc import Iterator
from typing import Any

import yaml
from cluster_start import kubectl

TOPIC = "bench-scale-plays"
LABEL = "tunejob.io/benchmark=scale"
QUIET_SECONDS = 60
PATIENCE = 900.0


def documents(jobs: int, stub: str) -> Iterator[dict[str, Any]]:
    """Jobs that read one topic and have no producer."""
    key, value = LABEL.split("=")
    for number in range(jobs):
        yield {
            "apiVersion": "tunejob.io/v1alpha1",
            "kind": "TuneJob",
            "metadata": {"name": f"scale-{number}", "labels": {key: value}},
            "spec": {
                "pipeline": "genre-counts",
                "image": stub,
                "kafka": {"cluster": "tune", "topics": {"plays": {"name": TOPIC}}},
                "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
                "driver": {"memory": "512m"},
                "executor": {"instances": 0},
                "checkpoint": {"location": f"s3a://bench/scale-{number}"},
                "health": {"progress": {"window": "1d"}},
            },
        }


def drivers(namespace: str) -> int:
    """How many driver pods there are."""
    names = kubectl(
        namespace, "get", "pods", "-l", "app.kubernetes.io/component=driver", "-o", "name"
    )
    return len(names.split())


def versions(namespace: str) -> dict[str, str]:
    """The jobs' resource versions."""
    found = json.loads(kubectl(namespace, "get", "tunejobs", "-l", LABEL, "-o", "json"))
    return {
        each["metadata"]["name"]: each["metadata"]["resourceVersion"] for each in found["items"]
    }


def resident(namespace: str) -> float:
    """The operator's resident memory, in MiB."""
    program = "print(*[l for l in open('/proc/1/status') if l.startswith('VmRSS')])"
    line = kubectl(namespace, "exec", "deployment/tunejob-operator", "--", "python", "-c", program)
    return int(line.split()[1]) / 1024


def scale(namespace: str, replicas: int) -> None:
    kubectl(namespace, "scale", "deployment/tunejob-operator", f"--replicas={replicas}")
    kubectl(namespace, "rollout", "status", "deployment/tunejob-operator", "--timeout=120s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--namespace", default="music")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--stub", required=True, help="an image in the node that does nothing")
    asked = parser.parse_args()
    scale(asked.namespace, 0)
    text = yaml.safe_dump_all(documents(asked.jobs, asked.stub))
    kubectl(asked.namespace, "apply", "-f", "-", text=text)
    began = time.monotonic()
    scale(asked.namespace, 1)
    ready = time.monotonic() - began
    while (made := drivers(asked.namespace)) < asked.jobs:
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"only {made} drivers in {PATIENCE:.0f} s")
        time.sleep(1)
    took = time.monotonic() - began
    print(f"{asked.jobs} drivers in {took:.0f} s, {ready:.0f} of them until the operator was ready")
    print(f"resident memory {resident(asked.namespace):.0f} MiB")
    time.sleep(QUIET_SECONDS)
    before = versions(asked.namespace)
    time.sleep(QUIET_SECONDS)
    after = versions(asked.namespace)
    written = sum(before[name] != version for name, version in after.items())
    print(f"{written} jobs written in {QUIET_SECONDS} s in which nothing changed")
    kubectl(asked.namespace, "delete", "tunejobs", "-l", LABEL, "--wait=false")


if __name__ == "__main__":
    main()
