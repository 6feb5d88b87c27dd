"""What the benchmarks of the results API share: a PostgreSQL, a job's tables, and an API."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from common import home

from tune_cli.settings import make_home, read_settings
from tune_cli.stack.database import database_uri, ensure_password
from tune_cli.stack.database_files import password_file
from tune_cli.stack.events import NoEvents
from tune_cli.stack.java import find_java
from tune_cli.stack.session import open_session
from tune_cli.stack.state import ServiceName
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobIdentity
from tune_contract.tunejob.job import TuneJob
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.postgres_tables import make_tables

SCHEMA = "tune_benchmark"
JOB = JobIdentity(namespace="default", name="bench", uid="bench")


@contextmanager
def postgres() -> Iterator[str]:
    """The connection string of an embedded PostgreSQL, without the rest of the stack."""
    settings = read_settings(os.environ, home())
    make_home(settings.home)
    names = [ServiceName.POSTGRES]
    session = open_session(settings.home, find_java(settings.java_home), names)
    try:
        session.wait_ready(NoEvents())
        password = ensure_password(password_file(settings.home.postgres))
        yield database_uri(password, session.ports[ServiceName.POSTGRES])
    finally:
        session.close()


@contextmanager
def fresh_schema(uri: str) -> Iterator[None]:
    """The tables as the sink makes them, with their indexes; dropped at the end."""
    drop = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(drop)
        with connection.transaction():
            make_tables(connection, SCHEMA, Claim(JOB), [GENRE_COUNTS_TABLE])
    try:
        yield
    finally:
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(drop)


@contextmanager
def api(uri: str, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """An API that knows the job; its address and its process."""
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"topics": {"plays": {"name": "plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "results-db"}, "schema": SCHEMA}}],
    }
    job = TuneJob.model_validate({"metadata": {"name": JOB.name}, "spec": spec})
    document = folder / "jobs" / JOB.namespace / JOB.name / "tunejob.json"
    document.parent.mkdir(parents=True)
    document.write_text(job.model_dump_json(), encoding="utf-8")
    (folder / "uri").write_text(uri, encoding="utf-8")
    where = ["--jobs-dir", str(folder / "jobs"), "--database-uri-file", str(folder / "uri")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", "--port", "0", *where, "--exit-with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    address = re.search(r"http://\S+", process.stdout.readline())[0]
    try:
        yield address, psutil.Process(process.pid)
    finally:
        process.stdin.close()
        process.wait(60)
