"""The API against its own description: whatever is asked, the answer is one that OpenAPI names.

A real process over a real PostgreSQL, and a real Kafka, with keys. Streams never
end, so they are left out; tests/integration/test_api.py reads them.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError
from schemathesis import serializer
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_dict
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tune_api.description.document import written
from tune_contract.tunejob.job import TuneJob

KEY = "everything"
REFUSALS = [400, 401, 403, 404, 405, 413, 415, 422]
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
)
KNOWN = {
    "namespace": "default",
    "name": "genre-counts",
    "table": "genre_counts",
    "topic": "contract-plays",
}


@pytest.fixture(scope="module")
def make_plays(kafka_admin) -> None:
    with suppress(TopicAlreadyExistsError):
        kafka_admin.create_topics([NewTopic(KNOWN["topic"], 1, 1)])


@pytest.fixture(scope="module")
def address(tmp_path_factory, database, kafka, make_plays) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("contract")
    write_job(folder)
    (folder / "uri").write_text(database.uri)
    make_table(database.uri)
    hashed = hashlib.sha256(KEY.encode()).hexdigest()
    (folder / "keys").write_text(f"all:read+write+ingest:{hashed}")
    files = {"--jobs-dir": folder, "--database-uri-file": folder / "uri"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tune_api", "--port", "0", "--exit-with-parent"]
        + [str(word) for pair in files.items() for word in pair]
        + ["--keys-file", str(folder / "keys"), "--ingest-topics", f"{KNOWN['topic']}=play"]
        + ["--kafka-bootstrap-servers", kafka.bootstrap_servers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield re.fullmatch(r"tune-api: (http://\S+)\n", process.stdout.readline())[1]
    process.stdin.close()
    try:
        process.wait(20)
    finally:
        process.kill()


def write_job(folder) -> None:
    file = folder / "default" / "genre-counts" / "tunejob.json"
    file.parent.mkdir(parents=True)
    spec = {
        "pipeline": "genre-counts",
        "kafka": {"topics": {"plays": {"name": "music-plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "db"}, "schema": "contract"}}],
    }
    job = TuneJob.model_validate({"metadata": {"name": "genre-counts"}, "spec": spec})
    file.write_text(job.model_dump_json())


def make_table(uri: str) -> None:
    noon = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
    with psycopg.connect(uri) as connection:
        connection.execute("DROP SCHEMA IF EXISTS contract CASCADE")
        connection.execute("CREATE SCHEMA contract")
        connection.execute(
            "CREATE TABLE contract.genre_counts (window_start timestamptz, window_end timestamptz,"
            " genre text, count bigint, PRIMARY KEY (window_start, genre))"
        )
        connection.execute(
            "INSERT INTO contract.genre_counts VALUES (%s, %s, 'rock', 5)", [noon, noon]
        )


def map_path_parameters(context, path_parameters):
    """Half of the time what is there: else all would be 404."""
    if path_parameters and len(str(path_parameters)) % 2:
        return {name: KNOWN.get(name, value) for name, value in path_parameters.items()}
    return path_parameters


serializer.alias("application/x-ndjson", "text/plain")
schema = from_dict(json.loads(written()), config=CONFIG).exclude(path_regex="/stream$")
schema.hook(map_path_parameters)


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_every_answer_is_one_that_is_described(case, address) -> None:
    case.call_and_validate(
        address,
        headers={"Authorization": f"Bearer {KEY}"},
        # Which columns a table has, and which times an event may have, no schema says.
        excluded_checks=[positive_data_acceptance],
        timeout=30,
    )
