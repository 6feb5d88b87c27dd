"""`tune run` with a table in a bucket: the keys come from the user's environment and stay nowhere."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.fs
import pyarrow.parquet as pq
import yaml

from tune_cli.backend.store import JobStore

TUNE = Path(sys.executable).parent / "tune"
PATIENCE = 300.0  # seconds: a run takes 20 on a machine that does nothing else


def counted(folder: Path) -> Counter[str]:
    """Plays by genre in the newest version of a Delta table."""
    live: set[str] = set()
    for commit in sorted((folder / "_delta_log").glob("*.json")):
        for action in map(json.loads, commit.read_text().splitlines()):
            live -= {action[kind]["path"] for kind in ("remove",) if kind in action}
            live |= {action[kind]["path"] for kind in ("add",) if kind in action}
    counts: Counter[str] = Counter()
    for name in live:
        for row in pq.read_table(folder / name, partitioning=None).to_pylist():
            counts[row["genre"]] += row["count"]
    return counts


def test_a_bounded_run_into_a_bucket(settings, minio, topic_name, make_topic, tmp_path):
    bucket, name = topic_name("lake"), topic_name("s3")
    minio.make_bucket(bucket)
    sink = {"delta": {"path": f"s3a://{bucket}/x", "secretRef": {"name": "lake"}}}
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"cluster": "tune", "topics": {"plays": {"name": make_topic("s3-plays")}}},
        "producer": {"scenario": "steady", "rate": 1000, "total": 500},
        "sinks": [sink],
    }
    document = {"apiVersion": "tunejob.io/v1alpha1", "kind": "TuneJob"}
    text = yaml.safe_dump(document | {"metadata": {"name": name}, "spec": spec})
    (tmp_path / "job.yaml").write_text(text)
    home = settings.home  # the stack of make_topic runs there
    command = [str(TUNE), "run", "--home", str(home.root), "--no-page", "--json", "job.yaml"]
    ran = subprocess.run(
        command, cwd=tmp_path, env=os.environ | minio.keys, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr

    pyarrow.fs.copy_files(
        f"{bucket}/x/genre_counts",
        str(tmp_path / "table"),
        source_filesystem=minio.files(),
        destination_filesystem=pyarrow.fs.LocalFileSystem(),
    )
    (ledger,) = JobStore(home).folder("default", name).ledgers(
        spec["kafka"]["topics"]["plays"]["name"]
    ).iterdir()  # fmt: skip
    acknowledged = Counter(json.loads(ledger.read_text())["byKey"])
    assert counted(tmp_path / "table") == acknowledged
    assert acknowledged.total() == 500
    secret = minio.keys["AWS_SECRET_ACCESS_KEY"].encode()
    jobs = [*(home.jobs / "default" / name).rglob("*"), *(home.runs / "default" / name).rglob("*")]
    assert [each for each in jobs if each.is_file() and secret in each.read_bytes()] == []
