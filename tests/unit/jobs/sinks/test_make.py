import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import SinkConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.sinks.delta import DeltaSink
from tune_jobs.sinks.files import FileSink
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
    ],
)
def test_each_kind_has_its_sink(make_config, kind, made):
    sink = SinkConfig(kind=kind, path="/out", uri_file="/uri", db_schema="s")
    assert type(make_sink(sink, None, make_config(), ())) is made


def test_delta_in_a_bucket_has_the_bucket_opened_first(make_config):
    sink = SinkConfig(kind=SinkKind.DELTA, path="s3a://lake/x")
    assert type(make_sink(sink, None, make_config(), ())) is StoreSink


def test_kind_that_is_not_there_yet_is_refused(make_config):
    with pytest.raises(InvalidInput) as raised:
        make_sink(SinkConfig(kind=SinkKind.KAFKA), None, make_config(), ())
    assert raised.value.message == "the kafka sink is not there yet"


def test_redis_is_written_after_the_database_that_it_is_rebuilt_from(make_config):
    config = make_config(
        sinks=[{"kind": "redis"}, {"kind": "csv", "path": "/out"}, {"kind": "postgres"}]
    )
    made = make_sinks(None, config, ())
    assert [type(sink) for sink in made] == [FileSink, PostgresSink, RedisSink]
