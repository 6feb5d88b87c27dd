"""Drain of preloaded plays by genre-counts into PostgreSQL: events per second.

The plays are produced first; then the job reads all of them in one go (availableNow). Printed are
the whole run and the steady part: from the first batch's start to its commit.
"""

import uuid

from common import job_file, options, tune_json


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--total", type=int, default=6_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    topic = f"bench-drain-{uuid.uuid4().hex[:8]}"
    produced = tune_json(
        "produce", "--topic", topic, "--rate", "0", "--total", str(asked.total), "--seed", "7"
    )
    print(f"preloaded {produced}")
    topics = {"plays": {"name": topic, "partitions": 3}}
    for number in range(asked.runs):
        job = job_file(
            f"bench-drain-{topic[-8:]}-{number}",
            kafka={"topics": topics},
            producer=None,
            trigger={"availableNow": True},
        )
        summary = tune_json("run", str(job), "--no-page")
        rate = summary["progress"]["processedRowsPerSecond"]
        first = summary["first_result"]
        counting = first["first_batch"]
        print(
            f"run {number + 1}: {asked.total / counting:,.0f} ev/s from query start to commit "
            f"({counting:.1f} s), Spark says {rate:,.0f} ev/s"
        )


if __name__ == "__main__":
    main()
