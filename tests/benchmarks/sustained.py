"""Plays produced and counted at a steady rate: lag and resident memory over time.

Flat means: the last minutes' memory does not grow. Each process of the job is listed by itself.
"""

import json
import time

from common import MIB, home, job_file, options, resident, running

MARKS = {
    "broker": "kafka.Kafka",
    "driver (Java)": "PythonGatewayServer",
    "driver (Python)": "-m tune_jobs",
    "producer": "-m tune_producer",
    "tune run": "tune_cli.main",
}
EVERY = 15.0  # seconds between two looks


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--rate", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=5)
    asked = parser.parse_args()
    name = "bench-sustained"
    job = job_file(
        name,
        kafka={"topics": {"plays": {"name": name}}},
        producer={"scenario": "steady", "rate": asked.rate, "seed": 7},
    )
    with running("run", str(job), "--no-page"):
        print(f"{'seconds':>7} {'batch':>6} {'lag':>9} {'ev/s made':>10}  " + "  ".join(MARKS))
        started = time.monotonic()
        while (passed := time.monotonic() - started) < asked.minutes * 60 + EVERY:
            time.sleep(EVERY)
            status = _status(name)
            progress, producer = status["progress"], status["producer"]
            memory = "  ".join(
                f"{resident(mark) / MIB:{len(label)}.0f}" for label, mark in MARKS.items()
            )
            print(
                f"{passed + EVERY:7.0f} {progress['batchId'] or 0:>6} {progress['lag'] or 0:>9,} "
                f"{producer['rate']:>10,.0f}  {memory} MiB",
                flush=True,
            )


def _status(name: str) -> dict:
    path = home() / "jobs" / "default" / name / "tunejob.json"
    return json.loads(path.read_text(encoding="utf-8"))["status"]


if __name__ == "__main__":
    main()
