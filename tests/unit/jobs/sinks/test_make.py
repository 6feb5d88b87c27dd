import pytest

from tune_contract.runtime.job_config import SinkConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.files import FileSink
from tune_jobs.sinks.kafka import KafkaSink
from tune_jobs.sinks.make import make_sink, make_sinks
from tune_jobs.sinks.postgres import PostgresSink
from tune_jobs.sinks.redis import RedisSink
from tune_jobs.sinks.store import StoreSink


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        (SinkKind.POSTGRES, PostgresSink),
        (SinkKind.DELTA, DeltaSink),
        (SinkKind.PARQUET, FileSink),
        (SinkKind.CSV, FileSink),
        (SinkKind.REDIS, RedisSink),
        (SinkKind.KAFKA, KafkaSink),
    ],
)
def test_each_kind_has_its_sink(make_config, kind, made):
    sink = SinkConfig(kind=kind, path="/out", uri_file="/uri", db_schema="s")
    assert type(make_sink(sink, None, make_config(), ())) is made


def test_delta_in_a_bucket_has_the_bucket_opened_first(make_config):
    sink = SinkConfig(kind=SinkKind.DELTA, path="s3a://lake/x")
    assert type(make_sink(sink, None, make_config(), ())) is StoreSink


def test_redis_and_kafka_are_written_after_the_tables(make_config):
    config = make_config(
        sinks=[
            {"kind": "kafka", "topic": "genre-counts"},
            {"kind": "redis"},
            {"kind": "csv", "path": "/out"},
            {"kind": "postgres"},
        ]
    )
    made = make_sinks(None, config, ())
    assert [type(sink) for sink in made] == [FileSink, PostgresSink, KafkaSink, RedisSink]
