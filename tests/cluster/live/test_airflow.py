"""examples/airflow with the operator, Kafka and Spark: each step counts what the topic holds."""

from collections import Counter
from pathlib import Path

import yaml

EXAMPLE = Path(__file__).parents[3] / "examples" / "airflow" / "tunejobs"
TOTAL = 500
SECONDS = 600
STEPS = ("enrich", "aggregate", "load")


def written(folder: Path) -> Path:
    """The example's TuneJobs, over a topic of this test's own and without an object store."""
    for step in STEPS:
        document = yaml.safe_load((EXAMPLE / f"{step}.yaml").read_text())
        spec = document["spec"]
        spec["kafka"]["topics"]["plays"]["name"] = "airflow-plays"
        spec["sinks"] = [{"postgres": {"secretRef": {"name": "results-db"}}}]
        spec |= {"driver": {"memory": "512m"}, "executor": {"instances": 0}}
        spec["checkpoint"] = {"onDelete": "Delete"}
        (folder / f"{step}.yaml").write_text(yaml.safe_dump(document))
    return folder


def test_it_runs(make_job, music, start_airflow, tmp_path):
    producer = {"scenario": "steady", "rate": 500, "total": TOTAL, "seed": 7}
    plays = make_job("airflow", producer=producer)
    ledger = plays.ended_exactly(TOTAL)
    try:
        airflow = start_airflow(
            TUNEJOB_NAMESPACE=music.namespace, TUNEJOB_FOLDER=str(written(tmp_path))
        )
        assert airflow.process.wait(SECONDS) == 0, airflow.log.read_text()
        for name in ("plays-aggregate", "plays-load"):
            counted: Counter[str] = Counter()
            path = f"/api/v1/jobs/{music.namespace}/{name}/tables/genre_counts/rows?limit=1000"
            for row in music.ask(path)["rows"]:
                counted[row["genre"]] += row["count"]
            assert counted == ledger
    finally:
        for step in STEPS:
            music.delete("tunejob", f"plays-{step}", "--timeout=120s")
