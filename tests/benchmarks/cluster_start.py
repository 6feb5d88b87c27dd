"""`kubectl apply` to the first committed batch on a cluster, broken down; medians.

The product is installed as the README says, with warm images; KUBECONFIG names the cluster.

    python tests/benchmarks/cluster_start.py --namespace music --runs 5 --executors 0
"""

import argparse
import json
import statistics
import subprocess
import time
from datetime import UTC, datetime
from typing import Any

import yaml
from common import EXAMPLE

STEPS = ("driver made", "scheduled", "container started", "first commit")
PATIENCE = 180.0


def kubectl(namespace: str, *arguments: str, text: str | None = None) -> str:
    done = subprocess.run(
        ["kubectl", "-n", namespace, *arguments],
        input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def document(name: str, executors: int) -> dict[str, Any]:
    job = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    job["metadata"]["name"] = name
    spec = job["spec"]
    spec["kafka"]["topics"]["plays"]["name"] = f"{name}-plays"
    spec["executor"] = {"instances": executors, "memory": "512m"}
    spec["driver"] = {"memory": "512m"}
    spec["checkpoint"] = {"onDelete": "Delete"}
    return job


def seconds(moment: str, since: datetime) -> float:
    return (datetime.fromisoformat(moment) - since).total_seconds()


def measure(namespace: str, name: str, executors: int) -> dict[str, float]:
    """Seconds from `kubectl apply` to each step."""
    began = datetime.now(UTC)
    kubectl(namespace, "apply", "-f", "-", text=yaml.safe_dump(document(name, executors)))
    deadline = time.monotonic() + PATIENCE
    status: dict[str, Any] = {}
    while not status.get("progress", {}).get("lastCommitTime"):
        if time.monotonic() > deadline:
            raise SystemExit(f"{name} committed nothing in {PATIENCE:.0f} s: {status}")
        time.sleep(0.2)
        status = json.loads(kubectl(namespace, "get", "tunejob", name, "-o", "json")).get(
            "status", {}
        )
    pod = json.loads(kubectl(namespace, "get", "pod", f"{name}-driver-1", "-o", "json"))
    scheduled = next(each for each in pod["status"]["conditions"] if each["type"] == "PodScheduled")
    (container,) = pod["status"]["containerStatuses"]
    return {
        "driver made": seconds(pod["metadata"]["creationTimestamp"], began),
        "scheduled": seconds(scheduled["lastTransitionTime"], began),
        "container started": seconds(container["state"]["running"]["startedAt"], began),
        "first commit": seconds(status["progress"]["lastCommitTime"], began),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--namespace", default="music")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--executors", type=int, default=0)
    asked = parser.parse_args()
    runs = []
    for number in range(asked.runs):
        name = f"bench-{asked.executors}-{number}"
        runs.append(measure(asked.namespace, name, asked.executors))
        kubectl(asked.namespace, "delete", "tunejob", name, "--timeout=120s")
        kubectl(asked.namespace, "delete", "kafkatopic", f"{name}-plays", "--wait=false")
        print(f"run {number + 1}: " + ", ".join(f"{step} {runs[-1][step]:.1f} s" for step in STEPS))
    for step in STEPS:
        found = [run[step] for run in runs]
        print(f"{step:>18}  median {statistics.median(found):.1f} s "
              f"({min(found):.1f} - {max(found):.1f})")  # fmt: skip


if __name__ == "__main__":
    main()
