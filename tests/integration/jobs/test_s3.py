"""Delta tables in a bucket of a real S3 server: what is written, what is refused, what survives."""

import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tune_contract.errors import InvalidInput, NotFound, Unreachable
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.pipelines.genre_counts import GENRE_COUNTS_TABLE
from tune_contract.runtime.job_config import SinkConfig
from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.sinks.make import make_sink
from tune_jobs.spark.jvm import hadoop_configuration
from tune_jobs.spark.s3a import LIMITS

TABLES = (GENRE_COUNTS_TABLE, DEAD_LETTERS)
FAST = {"interval": "200ms"}
NOBODY = "http://127.0.0.1:1"
READ_ONLY = {
    "Effect": "Allow",
    "Action": ["s3:ListBucket", "s3:Get*"],
    "Resource": "arn:aws:s3:::*",
}
ALL = READ_ONLY | {"Action": "s3:*"}


@pytest.fixture
def bucket(minio, topic_name) -> str:
    """A bucket of the test's own. s3a keeps a connection to each, so no two tests share one."""
    name = topic_name("lake")
    minio.make_bucket(name)
    return name


@pytest.fixture
def mount(minio, tmp_path):
    """mount(AWS_REGION="...") -> a folder as a secret is mounted; the keys are those of MinIO."""

    def mount(**changed: str) -> str:
        folder = tmp_path / f"secret-{time.monotonic_ns()}"
        folder.mkdir()
        for name, value in (minio.keys | changed).items():
            (folder / name).write_text(f"{value}\n")
        return str(folder)

    return mount


@pytest.fixture
def make(spark, make_config, mount):
    """make(bucket, **keys) -> the sink below s3a://<bucket>/job."""
    for name, value in LIMITS.items():
        hadoop_configuration(spark).set(name.removeprefix("spark.hadoop."), value)

    def make(bucket: str, **keys: str):
        config = SinkConfig(
            kind=SinkKind.DELTA, path=f"s3a://{bucket}/job", s3_folder=mount(**keys)
        )
        return make_sink(config, spark, make_config(), TABLES)

    return make


@pytest.fixture
def read(spark):
    """read(bucket) -> (window_start, genre) -> plays, and no key twice."""

    def read(bucket: str) -> Counter[tuple[datetime, str]]:
        rows = spark.read.format("delta").load(f"s3a://{bucket}/job/genre_counts").collect()
        found = Counter(
            {(row["window_start"].astimezone(UTC), row["genre"]): row["count"] for row in rows}
        )
        assert len(found) == len(rows)
        return found

    return read


def objects(minio, bucket: str) -> list[str]:
    """The keys below a bucket, as another client sees them."""
    from pyarrow.fs import FileSelector, FileType

    found = minio.files().get_file_info(FileSelector(bucket, recursive=True))
    return sorted(each.path for each in found if each.type is FileType.File)


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


def test_rows_are_merged_and_a_batch_that_comes_again_changes_nothing(
    make, bucket, read, minio, make_batch, make_row
):
    with closing(make(bucket)) as sink:
        sink.prepare()
        sink.write(make_batch(0, make_row(0, "rock", 5), make_row(0, "pop", 2)))
        sink.write(make_batch(1, make_row(0, "rock", 9)))
        sink.write(make_batch(1, make_row(0, "rock", 99)))
    rock, pop = make_row(0, "rock", 9), make_row(0, "pop", 2)
    assert read(bucket) == {(rock[0], "rock"): 9, (pop[0], "pop"): 2}
    logs = [key for key in objects(minio, bucket) if key.endswith(".json")]
    assert logs == [
        f"{bucket}/job/dead_letters/_delta_log/{0:020}.json",
        *(f"{bucket}/job/genre_counts/_delta_log/{number:020}.json" for number in range(3)),
    ]


def test_keys_with_a_session_token(make, bucket, read, minio, make_batch, make_row):
    sink = make(bucket, **temporary_keys(minio, ALL))
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert read(bucket) == {(make_row(0, "rock", 5)[0], "rock"): 5}


def test_keys_that_may_only_read_are_refused(make, bucket, minio):
    with pytest.raises(InvalidInput) as raised:
        make(bucket, **temporary_keys(minio, READ_ONLY)).prepare()
    assert raised.value.message == f"the bucket {bucket} at {minio.endpoint} refuses access"
    assert objects(minio, bucket) == []


@pytest.mark.parametrize(
    ("keys", "error", "message"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, InvalidInput, "the secret access key for {} is wrong"),
        ({"AWS_ACCESS_KEY_ID": "nobody"}, InvalidInput, "{} does not know the access key"),
        ({"AWS_SESSION_TOKEN": "x"}, InvalidInput, "{} refuses access"),
        ({"AWS_ENDPOINT_URL_S3": NOBODY}, Unreachable, "{} does not answer"),
        ({"AWS_ENDPOINT_URL_S3": "http://nowhere.invalid"}, Unreachable, "{} does not answer"),
        ({"AWS_ENDPOINT_URL_S3": "https"}, InvalidInput, "no encrypted connection to {}"),
    ],
    ids=["wrong secret", "wrong key", "wrong token", "nobody there", "no such host", "https"],
)
def test_what_is_wrong_is_told_before_anything_is_written(
    make, bucket, minio, keys, error, message
):
    if keys.get("AWS_ENDPOINT_URL_S3") == "https":
        keys = {"AWS_ENDPOINT_URL_S3": minio.endpoint.replace("http", "https")}
    with pytest.raises(error) as raised:
        make(bucket, **keys).prepare()
    place = f"the bucket {bucket} at {keys.get('AWS_ENDPOINT_URL_S3', minio.endpoint)}"
    assert raised.value.message == message.format(place)
    assert objects(minio, bucket) == []


def test_bucket_that_is_not_there_and_then_is(make, minio, topic_name, read, make_batch, make_row):
    bucket = topic_name("later")
    with pytest.raises(NotFound) as raised:
        make(bucket).prepare()
    assert raised.value.message == f"the bucket {bucket} at {minio.endpoint} does not exist"
    minio.make_bucket(bucket)
    sink = make(bucket)
    sink.prepare()
    sink.write(make_batch(0, make_row(0, "rock", 5)))
    assert sum(read(bucket).values()) == 5


def test_two_secrets_for_one_bucket_are_refused(make, bucket):
    make(bucket).prepare()
    with pytest.raises(InvalidInput) as raised:
        make(bucket, AWS_ACCESS_KEY_ID="other").prepare()
    assert raised.value.message == f"the bucket {bucket} has two settings of access.key"


def test_driver_waits_for_nobody_and_loses_nothing(
    start_driver, plays, minio, make, mount, topic_name, read
):
    """No bucket, then a bucket, a driver that is killed, a store that dies: the sums are right."""
    bucket = topic_name("stream")
    given = {"sinks": [{"kind": "delta", "path": f"s3a://{bucket}/job", "s3Folder": mount()}]}
    plays.write(200)
    refused = start_driver(**given)
    ended = refused.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.APPLICATION)
    assert ended.message.startswith(f"the bucket {bucket} at {minio.endpoint} does not exist (make")
    assert not Path(refused.config.checkpoint.location).exists()

    minio.make_bucket(bucket)
    driver = start_driver(**given, trigger=FAST)
    driver.until(lambda report: report.batch_id is not None)
    plays.write(200)
    time.sleep(0.5)
    driver.kill()  # at any moment

    driver = start_driver(**given, trigger=FAST)
    driver.until(lambda report: report.state is DriverState.RUNNING)
    minio.stop()
    plays.write(200)
    ended = driver.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.INFRASTRUCTURE)
    assert ended.message.startswith(f"the bucket {bucket} at {minio.endpoint} does not answer")
    assert "Traceback" not in driver.log.read_text()

    minio.start()
    plays.write(200)
    last = start_driver(**given)
    assert last.end().exit_code == 0
    make(bucket).prepare()  # so that the test's own session may read there
    assert read(bucket) == plays.expected
    for told in (refused, driver, last):
        assert minio.keys["AWS_SECRET_ACCESS_KEY"] not in told.log.read_text()
        assert minio.keys["AWS_SECRET_ACCESS_KEY"] not in told.config.model_dump_json()
