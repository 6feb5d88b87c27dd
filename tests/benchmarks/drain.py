"""Drain of preloaded plays into PostgreSQL, one pipeline against the other: events per second.

The plays are produced first; then each job reads all of them in one go (availableNow), in turns.
Printed is the rate from the query's start to the commit; the first run is the coldest.
"""

import shutil
import statistics
import uuid
from typing import Any

from common import home, job_file, options, tune_json

POSTGRES = {"postgres": {"secretRef": {"name": "results-db"}}}
LAKE = {"delta": {"path": str(home() / "drained-lake")}}
JOBS: dict[str, dict[str, Any]] = {
    "genre-counts": {},
    "leaderboard": {},
    "top-songs": {"sinks": [POSTGRES, LAKE]},
    "top-songs with deduplicate": {
        "pipeline": "top-songs",
        "parameters": {"deduplicate": True},
        "sinks": [POSTGRES, LAKE],
    },
    "top-songs without lake": {"pipeline": "top-songs"},
    "leaderboard without deduplicate": {
        "pipeline": "leaderboard",
        "parameters": {"deduplicate": False},
    },
}


def drain(name: str, topic: str, number: int, total: int) -> float:
    """Run a job over the topic; events per second."""
    spec = {"pipeline": name, "parameters": {}} | JOBS[name]
    job = job_file(
        f"drain-{topic[-8:]}-{list(JOBS).index(name)}-{number}",
        **spec,
        kafka={"topics": {"plays": {"name": topic, "partitions": 3}}},
        producer=None,
        trigger={"availableNow": True},
    )
    shutil.rmtree(LAKE["delta"]["path"], ignore_errors=True)
    summary = tune_json("run", str(job), "--no-page")
    shutil.rmtree(LAKE["delta"]["path"], ignore_errors=True)
    return total / summary["first_result"]["first_batch"]


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--total", type=int, default=6_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", nargs="+", choices=list(JOBS), default=["genre-counts"])
    asked = parser.parse_args()
    topic = f"bench-drain-{uuid.uuid4().hex[:8]}"
    produced = tune_json(
        "produce", "--topic", topic, "--rate", "0", "--total", str(asked.total), "--seed", "7"
    )
    print(f"preloaded {produced}")
    rates: dict[str, list[float]] = {name: [] for name in asked.jobs}
    for number in range(asked.runs):
        for name in asked.jobs:
            rates[name].append(drain(name, topic, number, asked.total))
            print(f"run {number + 1}: {name} {rates[name][-1]:,.0f} ev/s", flush=True)
    first = statistics.median(rates[asked.jobs[0]])
    for name, found in rates.items():
        middle = statistics.median(found)
        print(f"{name}: median {middle:,.0f} ev/s, {middle / first:.2f} of {asked.jobs[0]}")


if __name__ == "__main__":
    main()
