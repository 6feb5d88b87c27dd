import json

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_jobs.checkpoint.claim import claim_checkpoint, initial_offsets, note_query
from tune_jobs.checkpoint.errors import CheckpointMismatch
from tune_jobs.checkpoint.files import LocalFiles, TornFile, UnreadableFile
from tune_jobs.checkpoint.hadoop import HadoopFiles
from tune_jobs.spark.files import write_text


def claim(spark, config):
    return claim_checkpoint(spark, config, GENRE_COUNTS)


@pytest.fixture
def config(make_config, tmp_path):
    return make_config(checkpoint={"location": str(tmp_path / "checkpoint")})


def test_new_checkpoint_is_marked_and_taken_again_by_the_same_job(spark, config, tmp_path):
    claim(spark, config)
    mark = (tmp_path / "checkpoint" / "tunejob.json").read_bytes()
    again = config.model_copy(update={"job": config.job.model_copy(update={"attempt": 2})})
    claim(spark, again)
    assert (tmp_path / "checkpoint" / "tunejob.json").read_bytes() == mark


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
def test_another_job_is_refused(spark, config, make_config, field, value):
    fields = {"checkpoint": {"location": config.checkpoint.location}} | {field: value}
    claim(spark, config)
    with pytest.raises(CheckpointMismatch) as raised:
        claim(spark, make_config(**fields))
    assert raised.value.message == (
        f"the checkpoint {config.checkpoint.location} is of another job: "
        "job default/genre-counts (genre-counts, uid uid-1) reading music-plays"
    )


def test_state_of_other_windows_is_refused_with_the_choices(spark, config, make_config):
    place = {"checkpoint": {"location": config.checkpoint.location}}
    claim(spark, config)
    claim(spark, make_config(**place, parameters={"window": "60 seconds", "watermark": "1 minute"}))
    with pytest.raises(CheckpointMismatch) as raised:
        claim(spark, make_config(**place, parameters={"window": "2 minutes"}))
    assert raised.value.message == (
        f"the state in the checkpoint {config.checkpoint.location} was made with window 1m, "
        "and window 2m is asked for"
    )
    assert "checkpoint.resetNonce" in raised.value.hint


def test_mark_of_an_older_version_is_taken_and_completed(spark, config, make_config, tmp_path):
    claim(spark, config)
    mark = tmp_path / "checkpoint" / "tunejob.json"
    whole = json.loads(mark.read_text())
    older = {key: value for key, value in whole.items() if key not in ("state", "basis", "hash")}
    mark.write_text(json.dumps(older))
    (tmp_path / "checkpoint" / ".tunejob.json.crc").unlink()
    claim(spark, config)
    assert json.loads(mark.read_text()) == whole
    place = {"location": config.checkpoint.location}
    with pytest.raises(CheckpointMismatch, match="was made with window 1m"):
        claim(spark, make_config(checkpoint=place, parameters={"window": "2 minutes"}))


def test_checkpoint_that_no_job_made_is_refused_and_left(spark, config, tmp_path):
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    (folder / "metadata").write_text('{"id":"1"}')
    with pytest.raises(CheckpointMismatch) as raised:
        claim(spark, config)
    assert raised.value.message == f"{folder} holds a checkpoint that no TuneJob made"
    assert [each.name for each in folder.iterdir()] == ["metadata"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"uid":"uid-1"}'])
def test_mark_that_cannot_be_read_is_refused(spark, config, tmp_path, text):
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint" / "tunejob.json").write_text(text)
    with pytest.raises(CheckpointMismatch, match=r"tunejob\.json cannot be read"):
        claim(spark, config)


def test_checkpoint_below_a_file_is_named(spark, config, tmp_path):
    (tmp_path / "checkpoint").touch()
    with pytest.raises(InvalidInput) as raised:
        claim(spark, config)
    assert raised.value.message == (
        f"cannot use the checkpoint {tmp_path}/checkpoint: "
        f"Destination exists and is not a directory: {tmp_path}/checkpoint"
    )


def test_first_offsets_are_read_from_sparks_note(spark, tmp_path):
    note = tmp_path / "sources" / "0" / "0"
    note.parent.mkdir(parents=True)
    note.write_text('v1\n{"music-plays":{"0":5,"1":7}}')
    assert initial_offsets(spark, str(tmp_path)) == {"music-plays": {0: 5, 1: 7}}


def test_first_offsets_before_there_is_a_note(spark, tmp_path):
    assert initial_offsets(spark, str(tmp_path)) == {}


def test_the_querys_id_is_noted_once_it_is_known(spark, config, make_config):
    mark = claim(spark, config)
    note_query(spark, config.checkpoint.location, mark, "query-1")
    assert claim(spark, config) == mark.model_copy(update={"query": "query-1"})
    more = make_config(
        checkpoint={"location": config.checkpoint.location}, trigger={"interval": "1s"}
    )
    assert claim(spark, more).query == "query-1"


@pytest.mark.parametrize("through", ["java", "python"])
def test_files_are_read_the_same_through_java_and_without(spark, tmp_path, through):
    for name in ("offsets/1", "offsets/0"):
        write_text(spark, f"{tmp_path}/{name}", "v1\n" + "x" * 600)
    (tmp_path / "folder").mkdir()
    files = HadoopFiles(spark, str(tmp_path)) if through == "java" else LocalFiles(tmp_path)
    assert (files.names("offsets"), files.names("commits")) == (["0", "1"], [])
    assert files.read("offsets/1") == b"v1\n" + b"x" * 600
    assert files.read("offsets/2") is None
    (tmp_path / "offsets/1").write_bytes(b"v1\n" + b"y" * 600)
    with pytest.raises(TornFile):
        files.read("offsets/1")
    with pytest.raises(UnreadableFile):
        files.read("folder")
