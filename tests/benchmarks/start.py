"""Command to first committed row in PostgreSQL: `tune run`, with and without the AOT cache.

Run `tune warm --home .cache/bench-home` first for the figures with the cache. Each run starts
Kafka and PostgreSQL too.
"""

import os
import time

from common import home, job_file, options, spread, tune_json

PARTS = ("kafka", "postgres", "driver_started", "jvm", "session", "query", "first_batch", "total")
LINGER = 4.0  # seconds: the embedded services of the last run stop some seconds after it


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    job = str(job_file("bench-start", kafka={"topics": {"plays": {"name": "bench-start"}}}))
    tune_json("run", job, "--duration", "1s", "--no-page")  # topics, tables, page cache
    caches = sorted(path.name for path in (home() / "aot").glob("*"))
    print(f"AOT caches: {', '.join(caches) or 'none'}; cores: {os.cpu_count()}")
    measured = []
    for _ in range(runs):
        time.sleep(LINGER)
        summary = tune_json("run", job, "--duration", "1s", "--no-page")
        measured.append(summary["first_result"])
    for part in PARTS:
        print(f"{part:>16}  {spread([each[part] for each in measured])}")


if __name__ == "__main__":
    main()
