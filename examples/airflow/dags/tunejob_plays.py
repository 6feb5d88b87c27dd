"""Enrichment, aggregation and load of a day's plays, each a TuneJob that ends by itself."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.sdk import chain, dag
from tunejob_airflow.manifest import read_manifest
from tunejob_airflow.outcome import Wanted
from tunejob_airflow.sensor import TuneJobSensor
from tunejob_airflow.submit import TuneJobSubmit

HERE = Path(__file__).parent
TUNEJOBS = Path(os.environ.get("TUNEJOB_FOLDER") or HERE.parent / "tunejobs")
NAMESPACE = os.environ.get("TUNEJOB_NAMESPACE", "music")
POKE_SECONDS = float(os.environ.get("TUNEJOB_POKE_SECONDS", "15"))
STEPS = ("enrich", "aggregate", "load")


def step(name: str) -> tuple[TuneJobSubmit, TuneJobSensor]:
    """Submit a TuneJob, and wait until it has read all that was there."""
    manifest = TUNEJOBS / f"{name}.yaml"
    submit = TuneJobSubmit(
        task_id=name,
        manifest=manifest,
        namespace=NAMESPACE,
        retries=2,
        retry_delay=timedelta(seconds=30),
    )
    wait = TuneJobSensor(
        task_id=f"{name}_succeeded",
        namespace=NAMESPACE,
        name=read_manifest(manifest)["metadata"]["name"],
        wanted=Wanted.SUCCEEDED,
        poke_interval=POKE_SECONDS,
        timeout=timedelta(hours=2).total_seconds(),
    )
    return submit, wait


@dag(
    schedule="@daily",
    start_date=datetime(2026, 1, 1),  # noqa: DTZ001 - Airflow takes it as UTC
    catchup=False,
    max_active_runs=1,  # one run of a job at a time
    tags=["tunejob"],
)
def tunejob_plays() -> None:
    """One step after the other."""
    chain(*(task for name in STEPS for task in step(name)))


tunejob_plays()
