"""What goes wrong with a secret is told without it: a wrong password, a wrong address, a wrong key."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tune_cli.stack.external import ExternalServices
from tune_cli.stack.external_check import check_external
from tune_contract.errors import TuneError, Unreachable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.driver.failure import failed
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.redis_server import RedisServer
from tune_jobs.source.kafka import wait_for_topics

JOB = JobIdentity(namespace="default", name="canary", uid="uid-1")
BRIEFLY = timedelta(seconds=0.2)


@pytest.fixture
def told(canary, caplog):
    """told(work) -> what is said of its failure, in the log and in the Termination; no secret."""

    def tell(work) -> str:
        with caplog.at_level(logging.INFO), pytest.raises(TuneError) as raised:
            work()
        ended = failed(raised.value)
        assert canary not in caplog.text + ended.model_dump_json() + repr(raised.value)
        return ended.message

    return tell


@pytest.fixture
def postgres(database, tls_database, tmp_path):
    """postgres(where=...) -> the sink's preparation at that place of the connection string."""
    given = urlsplit(database.uri)

    def make(text):
        (tmp_path / "uri").write_text(text.format(here=f"{given.hostname}:{given.port}"))
        sink = PostgresSink(str(tmp_path / "uri"), "canary", Claim(JOB), (), BRIEFLY)
        return sink.prepare

    return make


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("postgresql://tune:{canary}@{{here}}/tune", "password authentication failed for user"),
        ("postgresql://{canary}x:y@{{here}}/tune?user=nobody", "password authentication failed"),
        ("postgresql://tune:{canary}@127.0.0.1:1/tune", "Connection refused"),
        ("postgresql://tune:{canary}@no-such-host.invalid/tune", "no-such-host.invalid"),
        (
            "postgresql://tune:a/{canary}@{{here}}/tune",
            "the connection string of PostgreSQL is wrong",
        ),
        (
            "postgresql://tune:%zz{canary}@{{here}}/tune",
            "the connection string of PostgreSQL is wrong",
        ),
        ("{canary}", "the connection string of PostgreSQL is wrong"),
    ],
)
def test_postgres(told, postgres, canary, uri, message):
    assert message in told(postgres(uri.format(canary=canary)))


def test_the_command(database, canary):
    given = urlsplit(database.uri)
    uri = f"postgresql://tune:{canary}@{given.hostname}:{given.port}/tune"
    with pytest.raises(Unreachable, match="password authentication failed") as raised:
        check_external(ExternalServices(database_uri=uri))
    assert canary not in str(raised.value)


@pytest.fixture
def redis_file(redis_server, tmp_path):
    """redis_file(uri, canary) -> a file with that address, of a server with another password."""
    redis_server.client.config_set("requirepass", "another")

    def make(uri, canary):
        (tmp_path / "uri").write_text(uri.format(canary=canary, port=redis_server.port))
        return tmp_path / "uri"

    return make


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        (
            "redis://:{canary}@127.0.0.1:{port}/0",
            "Redis refuses: the user or the password is wrong",
        ),
        ("redis://:{canary}@127.0.0.1:1/0", "Redis does not take the results: "),
        ("redis://:a/{canary}@127.0.0.1:{port}/0", "the connection string of Redis is wrong"),
        ("redis://u:{canary}@h:{canary}/0", "the connection string of Redis is wrong"),
        ("{canary}", "the connection string of Redis is wrong"),
    ],
)
def test_redis(told, redis_file, canary, uri, message):
    server = RedisServer(str(redis_file(uri, canary)), BRIEFLY)
    said = told(lambda: server.run(lambda transaction: transaction.watch("x")))
    assert said.startswith(message)


@pytest.fixture(params=["password", "key"])
def wrong_kafka(request, tls_kafka, tmp_path, canary):
    """A connection with a password, or a key, that Kafka does not know."""
    wrong = tmp_path / "wrong"
    wrong.write_text(canary)
    if request.param == "password":
        return tls_kafka.by_password.model_copy(update={"password_file": str(wrong)})
    return tls_kafka.by_certificate.model_copy(update={"key_file": str(wrong)})


def test_kafka(told, spark, wrong_kafka, canary, capfd):
    said = told(lambda: wait_for_topics(spark, wrong_kafka, ["x"], timedelta(0), lambda _: False))
    assert said.startswith(f"Kafka at {wrong_kafka.bootstrap_servers} does not answer: ")
    assert canary not in "".join(capfd.readouterr())
