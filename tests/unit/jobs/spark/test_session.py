from tune_jobs.spark.s3a import LIMITS
from tune_jobs.spark.session import spark_conf
from tune_jobs.spark.state import STATE_COSTS, STATE_SETTINGS

LOCAL = {
    "spark.app.name": "genre-counts",
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "100000",
    "spark.sql.streaming.stopTimeout": "30s",
    "spark.sql.streaming.minBatchesToRetain": "20",
    "spark.cleaner.periodicGC.interval": "10min",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    **STATE_SETTINGS,
    **STATE_COSTS,
}
DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.maxConcurrentOutputFileWriters": "4",
}


def test_local_driver_listens_to_nobody_else(make_config):
    assert spark_conf(make_config()) == LOCAL


def test_driver_with_executors_authenticates_them(make_config):
    conf = spark_conf(make_config(spark={"master": "k8s://https://api", "shufflePartitions": 6}))
    assert conf["spark.authenticate"] == "true"
    assert conf["spark.sql.shuffle.partitions"] == "6"
    assert "spark.driver.bindAddress" not in conf


def test_delta_is_loaded_only_for_a_delta_sink(make_config):
    csv, delta = {"kind": "csv", "path": "/csv"}, {"kind": "delta", "path": "/delta"}
    assert spark_conf(make_config(sinks=[csv])) == LOCAL
    assert spark_conf(make_config(sinks=[csv, delta])) == LOCAL | DELTA


def test_delta_is_loaded_for_a_job_that_reads_a_lake(make_config):
    assert spark_conf(make_config(inputs={})) == LOCAL | DELTA


def test_object_stores_have_limits_only_where_one_is_used(make_config):
    sink = {"kind": "delta", "path": "s3a://lake/x"}
    assert spark_conf(make_config(sinks=[sink])) == LOCAL | DELTA | LIMITS
    conf = spark_conf(make_config(sinks=[sink], spark={"localDir": "/scratch"}))
    assert conf["spark.hadoop.fs.s3a.buffer.dir"] == "/scratch/s3a"


def test_scratch_space(make_config):
    assert spark_conf(make_config(spark={"localDir": "/scratch"})) == LOCAL | {
        "spark.local.dir": "/scratch",
        "spark.sql.warehouse.dir": "/scratch/warehouse",
    }


def test_the_jobs_own_settings_win(make_config):
    own = {"spark.sql.shuffle.partitions": "7", "spark.sql.streaming.stateStore.x": "y"}
    assert spark_conf(make_config(spark={"conf": own})) == LOCAL | own
