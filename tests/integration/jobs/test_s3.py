"""Delta tables in a bucket of a real S3 server: what is written, what is refused, what survives."""

import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyarrow.fs import FileSelector
from pyspark.sql import SparkSession

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import JobConfig, SinkConfig
from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.sinks.make import make_sink
from tune_jobs.sinks.sink import Sink
from tune_jobs.spark.jvm import hadoop_configuration
from tune_jobs.spark.s3a import LIMITS

FAST = {"interval": "200ms"}
READ_ONLY = {
    "Effect": "Allow",
    "Action": ["s3:ListBucket", "s3:Get*"],
    "Resource": "arn:aws:s3:::*",
}
ALL = READ_ONLY | {"Action": "s3:*"}


@dataclass
class Lake:
    """A bucket of the test's own: s3a keeps a connection to each, so no two tests share one."""

    minio: Any  # the Minio of tests/services.py
    bucket: str
    folder: Path
    spark: SparkSession
    config: JobConfig

    @property
    def place(self) -> str:
        return f"the bucket {self.bucket} at {self.minio.endpoint}"

    def mount(self, **changed: str) -> str:
        """A folder as a secret is mounted, with other keys than MinIO's where they are given."""
        folder = self.folder / f"secret-{time.monotonic_ns()}"
        folder.mkdir()
        for name, value in (self.minio.keys | changed).items():
            (folder / name).write_text(f"{value}\n")
        return str(folder)

    def sink(self, **changed: str) -> Sink:
        path = f"s3a://{self.bucket}/job"
        config = SinkConfig(kind=SinkKind.DELTA, path=path, s3_folder=self.mount(**changed))
        return make_sink(config, self.spark, self.config, (GENRE_COUNTS_TABLE, DEAD_LETTERS))

    def read(self) -> Counter[tuple[datetime, str]]:
        """(window_start, genre) -> plays, and no key twice."""
        table = f"s3a://{self.bucket}/job/genre_counts"
        rows = self.spark.read.format("delta").load(table).collect()
        found = Counter(
            {(row["window_start"].astimezone(UTC), row["genre"]): row["count"] for row in rows}
        )
        assert len(found) == len(rows)
        return found

    def objects(self) -> list[str]:
        """What is in the bucket, as another client sees it."""
        found = self.minio.files().get_file_info(FileSelector(self.bucket, recursive=True))
        prefix = f"{self.bucket}/"
        return sorted(each.path.removeprefix(prefix) for each in found if each.is_file)


@pytest.fixture
def missing(minio, topic_name, tmp_path, spark, make_config) -> Lake:
    """A lake whose bucket is not there."""
    for name, value in LIMITS.items():
        hadoop_configuration(spark).set(name.removeprefix("spark.hadoop."), value)
    return Lake(minio, topic_name("lake"), tmp_path, spark, make_config())


@pytest.fixture
def lake(missing) -> Lake:
    missing.minio.make_bucket(missing.bucket)
    return missing


def temporary_keys(minio, statement: dict) -> dict[str, str]:
    """Keys with a session token that may do only so much: AssumeRole, signed as AWS asks for."""
    now = datetime.now(UTC)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    body = urllib.parse.urlencode(
        {"Action": "AssumeRole", "Version": "2011-06-15", "Policy": policy}
    )
    host, scope = f"127.0.0.1:{minio.port}", f"{day}/us-east-1/sts/aws4_request"
    payload = hashlib.sha256(body.encode()).hexdigest()
    headers = f"host:{host}\nx-amz-date:{stamp}\n"
    request = f"POST\n/\n\n{headers}\nhost;x-amz-date\n{payload}"
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = f"AWS4{minio.keys['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    credential = f"{minio.keys['AWS_ACCESS_KEY_ID']}/{scope}"
    signed = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, "
        f"Signature={key.hex()}"
    )
    given = {"Authorization": signed, "X-Amz-Date": stamp}
    ask = urllib.request.Request(f"{minio.endpoint}/", body.encode(), given)
    with urllib.request.urlopen(ask, timeout=10) as answer:
        found = {each.tag.split("}")[1]: each.text for each in ET.parse(answer).iter()}
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        "AWS_SESSION_TOKEN": found["SessionToken"],
    }


def test_rows_are_merged_and_a_batch_that_comes_again_changes_nothing(lake, make_batch, make_row):
    sink = lake.sink()
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2)))
    sink.write(make_batch(1, make_row(0, "rock", 9)))
    sink.write(make_batch(1, make_row(0, "rock", 99)))
    sink.close()
    noon = make_row(0, "rock", 9)[0]
    assert lake.read() == {(noon, "rock"): 9, (noon, "pop"): 2}
    assert [each for each in lake.objects() if each.endswith(".json")] == [
        f"job/dead_letters/_delta_log/{0:020}.json",
        *(f"job/genre_counts/_delta_log/{number:020}.json" for number in range(3)),
    ]


def test_keys_with_a_session_token(lake, make_batch, make_row):
    sink = lake.sink(**temporary_keys(lake.minio, ALL))
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert sum(lake.read().values()) == 5


def test_keys_that_may_only_read_are_refused(lake):
    with pytest.raises(InvalidInput) as raised:
        lake.sink(**temporary_keys(lake.minio, READ_ONLY)).prepare()
    assert raised.value.message == f"{lake.place} refuses access"
    assert lake.objects() == []


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("AWS_SECRET_ACCESS_KEY", "wrong", "the secret access key for {} is wrong"),
        ("AWS_ACCESS_KEY_ID", "nobody", "{} does not know the access key"),
        ("AWS_SESSION_TOKEN", "x", "the session token for {} has expired or is wrong"),
    ],
)
def test_wrong_keys_are_told_apart(lake, key, value, message):
    with pytest.raises(InvalidInput) as raised:
        lake.sink(**{key: value}).prepare()
    assert raised.value.message == message.format(lake.place)
    assert lake.objects() == []


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_store_that_does_not_answer(missing, endpoint):
    with pytest.raises(Unreachable) as raised:
        missing.sink(AWS_ENDPOINT_URL_S3=endpoint).prepare()
    place = f"the bucket {missing.bucket} at {endpoint}"
    assert raised.value.message == f"{place} does not answer"


def test_store_without_encryption_needs_an_address_that_says_so(missing):
    endpoint = missing.minio.endpoint.replace("http", "https")
    with pytest.raises(InvalidInput) as raised:
        missing.sink(AWS_ENDPOINT_URL_S3=endpoint).prepare()
    place = f"the bucket {missing.bucket} at {endpoint}"
    assert raised.value.message == f"no encrypted connection to {place}"


def test_bucket_that_is_not_there_and_then_is(missing, make_batch, make_row):
    with pytest.raises(NotFound) as raised:
        missing.sink().prepare()
    assert raised.value.message == f"{missing.place} does not exist"
    missing.minio.make_bucket(missing.bucket)
    sink = missing.sink()
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert sum(missing.read().values()) == 5


def test_two_secrets_for_one_bucket_are_refused(lake):
    lake.sink().prepare()
    with pytest.raises(InvalidInput) as raised:
        lake.sink(AWS_ACCESS_KEY_ID="other").prepare()
    assert raised.value.message == f"the bucket {lake.bucket} has two settings of access.key"


@pytest.mark.nightly
def test_driver_without_its_bucket_or_its_store_loses_nothing(start_driver, plays, missing):
    """No bucket, then a bucket, a driver that is killed, a store that dies: the sums are right."""
    path = f"s3a://{missing.bucket}/job"
    given = {"sinks": [{"kind": "delta", "path": path, "s3Folder": missing.mount()}]}
    plays.write(200)
    refused = start_driver(**given)
    ended = refused.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.APPLICATION)
    assert ended.message.startswith(f"{missing.place} does not exist (make it")
    assert not Path(refused.config.checkpoint.location).exists()

    missing.minio.make_bucket(missing.bucket)
    driver = start_driver(**given, trigger=FAST)
    driver.until(lambda report: report.batch_id is not None)
    plays.write(200)
    time.sleep(0.5)
    driver.kill()  # at any moment

    driver = start_driver(**given, trigger=FAST)
    driver.until(lambda report: report.state is DriverState.RUNNING)
    missing.minio.stop()
    plays.write(200)
    ended = driver.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.INFRASTRUCTURE)
    assert ended.message.startswith(f"{missing.place} does not answer (check")

    missing.minio.start()
    plays.write(200)
    last = start_driver(**given)
    assert last.end().exit_code == 0
    missing.sink().prepare()  # so that the test's own session may read there
    assert missing.read() == plays.expected
    for told in (refused, driver, last):
        text = told.log.read_text() + told.config.model_dump_json()
        assert missing.minio.keys["AWS_SECRET_ACCESS_KEY"] not in text


@pytest.mark.nightly
def test_lake_in_a_bucket_is_counted_anew(start_driver, plays, lake):
    """The keys come with a delta sink in the lake's bucket."""
    for number in range(120):
        at = 1_769_860_800_000 + number % 4 * 1_800_000  # two hours from 2026-01-31 12:00 UTC
        play = {
            "event_id": f"e{number}", "timestamp": at, "user_id": "u", "track_id": f"t{number % 7}",
            "title": "Title", "artist": "Nova", "genre": "pop", "region": "NO", "platform": "ios",
            "duration_ms": 1, "completed": True,
        }  # fmt: skip
        plays.write_raw(json.dumps(play).encode())
    plays.flush()
    bucket = f"s3a://{lake.bucket}"
    sink = {"kind": "delta", "s3Folder": lake.mount()}
    stream = start_driver(pipeline="top-songs", sinks=[sink | {"path": f"{bucket}/stream"}])
    assert stream.end().exit_code == 0
    anew = start_driver(
        job={"namespace": "default", "name": "anew", "uid": "uid-anew"},
        pipeline="top-songs-backfill",
        parameters={
            "lake": f"{bucket}/stream",
            "from": "2026-01-31T00:00:00Z",
            "to": "2026-02-01T00:00:00Z",
        },
        inputs={},
        sinks=[sink | {"path": f"{bucket}/anew"}],
    )
    assert anew.end().exit_code == 0
    lake.sink().prepare()  # so that the test's own session may read there

    def song_hours(job: str) -> list[tuple[object, ...]]:
        table = lake.spark.read.format("delta").load(f"{bucket}/{job}/song_hours")
        return sorted(tuple(row) for row in table.collect())

    assert len(song_hours("stream")) == 14
    assert song_hours("anew") == song_hours("stream")
