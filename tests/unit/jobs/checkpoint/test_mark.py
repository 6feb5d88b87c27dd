"""Every change that a job can make against its old checkpoint: which go on, which are stalled."""

from dataclasses import replace

import pytest

from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.leaderboard import LEADERBOARD
from tune_jobs.checkpoint.basis import hash_of
from tune_jobs.checkpoint.errors import CheckpointMismatch
from tune_jobs.checkpoint.mark import CheckpointMark, read_mark, taken_again
from tune_jobs.checkpoint.wanted import mark_of

STORE = "spark.sql.streaming.stateStore"
ROCKSDB = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
HDFS = "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider"


def setting(name, value):
    return {"spark": {"conf": {name: value}}}


@pytest.fixture
def mark(make_config):
    """mark(field=...) -> the mark that a job with these fields makes."""
    return lambda of=GENRE_COUNTS, **fields: mark_of(make_config(**fields), of)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"job": {"namespace": "default", "name": "genre-counts", "uid": "uid-1", "attempt": 9}},
        {"parameters": {"window": "60s", "watermark": "1h"}},
        {"sinks": [{"kind": "csv", "path": "/csv"}, {"kind": "delta", "path": "s3a://lake/x"}]},
        {"trigger": {"interval": "5s"}},
        {"kafka": {"bootstrapServers": "other:9092"}},
        {"spark": {"shufflePartitions": 8, "driverMemory": "4g", "master": "k8s://https://api"}},
        setting("spark.sql.shuffle.partitions", "8"),
        setting("spark.sql.streaming.minBatchesToRetain", "100"),
        setting("spark.sql.streaming.noDataMicroBatches.enabled", "false"),
        setting("spark.sql.adaptive.enabled", "true"),
        setting(f"{STORE}.minDeltasForSnapshot", "50"),
        setting(f"{STORE}.rocksdb.changelogCheckpointing.enabled", "false"),
        setting(f"{STORE}.rocksdb.trackTotalNumberOfRows", "true"),
        setting(f"{STORE}.providerClass", HDFS),
        setting("spark.sql.session.timeZone", "UTC"),
    ],
)
def test_compatible_changes_go_on(mark, fields):
    assert taken_again("/c", mark(), mark(**fields)) == mark()


@pytest.mark.parametrize(
    ("fields", "was", "now"),
    [
        ({"parameters": {"window": "2m"}}, "window 1m", "window 2m"),
        (
            setting(f"{STORE}.providerClass", ROCKSDB),
            f"{STORE}.providerClass {HDFS}",
            f"{STORE}.providerClass {ROCKSDB}",
        ),
        *(
            (setting(name, now), f"{name} {was}", f"{name} {now}")
            for name, was, now in (
                (f"{STORE}.checkpointFormatVersion", "1", "2"),
                (f"{STORE}.encodingFormat", "unsaferow", "avro"),
                (f"{STORE}.rowChecksum.enabled", "false", "true"),
                (f"{STORE}.compression.codec", "lz4", "zstd"),
                (f"{STORE}.rocksdb.formatVersion", "5", "6"),
                (f"{STORE}.rocksdb.mergeOperatorVersion", "2", "1"),
                ("spark.sql.session.timeZone", "UTC", "Europe/Oslo"),
            )
        ),
    ],
)
def test_incompatible_changes_are_told_with_the_choices(mark, fields, was, now):
    with pytest.raises(CheckpointMismatch) as raised:
        taken_again("/c", mark(), mark(**fields))
    assert raised.value.message == (
        f"the state in the checkpoint /c was made with {was}, and {now} is asked for"
    )
    assert raised.value.hint == (
        "take the change back, or change checkpoint.resetNonce to start over from an empty "
        "checkpoint, at another checkpoint.location if the old one is to stay in use"
    )


def test_several_changes_are_told_at_once(mark):
    changed = mark(parameters={"window": "2m"}, **setting(f"{STORE}.compression.codec", "zstd"))
    with pytest.raises(CheckpointMismatch) as raised:
        taken_again("/c", mark(), changed)
    assert raised.value.message == (
        f"the state in the checkpoint /c was made with {STORE}.compression.codec lz4, window 1m, "
        f"and {STORE}.compression.codec zstd, window 2m is asked for"
    )


@pytest.mark.parametrize("deduplicate", [True, False])
def test_deduplication_cannot_be_switched_under_a_state(mark, deduplicate):
    made = mark(LEADERBOARD, parameters={"deduplicate": deduplicate})
    asked = mark(LEADERBOARD, parameters={"deduplicate": not deduplicate})
    with pytest.raises(CheckpointMismatch, match=f"made with deduplicate {deduplicate}, "):
        taken_again("/c", made, asked)


def test_a_query_that_keeps_another_state_is_refused(mark):
    with pytest.raises(CheckpointMismatch, match="made with state version 1, and state version 2"):
        taken_again("/c", mark(), mark(replace(GENRE_COUNTS, state_version=2)))


@pytest.mark.parametrize(
    ("made", "runs", "fits"),
    [
        ("4.2", "4.2", True),
        ("4.1", "4.2", True),
        ("4.2", "4.10", True),
        ("4.10", "4.2", False),
        ("4.3", "4.2", False),
        ("3.5", "4.2", False),
        ("5.0", "4.2", False),
    ],
)
def test_spark_goes_forward_only_and_within_a_major_version(mark, made, runs, fits):
    found, wanted = with_basis(mark(), spark=made), with_basis(mark(), spark=runs)
    if fits:
        assert taken_again("/c", found, wanted) == wanted
        return
    with pytest.raises(CheckpointMismatch, match=f"made with spark {made}, and spark {runs} is"):
        taken_again("/c", found, wanted)


def with_basis(mark, **values):
    basis = mark.basis | values
    return mark.model_copy(update={"basis": basis, "hash": hash_of(basis)})


@pytest.mark.parametrize("known", [{"state": {"window": "1m"}}, {"state": {}}])
def test_a_mark_of_an_older_version_is_completed(mark, known):
    older = mark().model_copy(update={"basis": {}, "hash": "", **known})
    assert taken_again("/c", older, mark()) == mark()


def test_what_an_older_version_has_noted_is_held_against_a_change(mark):
    older = mark().model_copy(update={"basis": {}, "hash": ""})
    with pytest.raises(CheckpointMismatch, match="made with window 1m, and window 2m is asked"):
        taken_again("/c", older, mark(parameters={"window": "2m"}))


def test_a_name_that_a_later_version_notes_is_added_and_one_that_it_lacks_is_kept(mark):
    found = with_basis(mark(), other="x")
    assert taken_again("/c", found, mark()).basis == mark().basis | {"other": "x"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("job", {"namespace": "default", "name": "genre-counts", "uid": "uid-2"}),
        ("job", {"namespace": "other", "name": "genre-counts", "uid": "uid-1"}),
        ("job", {"namespace": "default", "name": "other", "uid": "uid-1"}),
        ("pipeline", "other"),
        ("inputs", {"plays": {"name": "other-plays"}}),
    ],
)
def test_another_job_is_refused(mark, field, value):
    with pytest.raises(CheckpointMismatch) as raised:
        taken_again("/c", mark(), mark(**{field: value}))
    assert raised.value.message == (
        "the checkpoint /c is of another job: "
        "job default/genre-counts (genre-counts, uid uid-1) reading music-plays"
    )


def test_a_mark_is_read_as_it_was_written(mark):
    assert read_mark("/c", mark().model_dump_json()) == mark()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"uid":"uid-1"}'])
def test_what_is_no_mark_is_refused(text):
    with pytest.raises(CheckpointMismatch, match=r"/c/tunejob\.json cannot be read"):
        read_mark("/c", text)


def test_a_mark_that_was_edited_is_refused(mark):
    edited = (
        mark().model_dump_json().replace('"parameters.window":"1m"', '"parameters.window":"9m"')
    )
    assert CheckpointMark.model_validate_json(edited).basis["parameters.window"] == "9m"
    with pytest.raises(CheckpointMismatch, match=r"/c/tunejob\.json was changed"):
        read_mark("/c", edited)
