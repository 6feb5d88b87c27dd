"""What is found in a checkpoint that something happened to; the real ones are in the integration tests."""

from datetime import UTC, datetime

import pytest

from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.report import CheckpointReport, Finding, StateReport, Verdict
from tune_jobs.checkpoint.verify import verify


def look(made, uid="uid-1"):
    return verify(LocalFiles(made.folder), "/c/0", uid)


def found(report):
    return [(each.verdict.value, each.file) for each in report.findings]


def test_a_whole_checkpoint(make_checkpoint):
    report = look(make_checkpoint())
    assert report == CheckpointReport(
        location="/c/0",
        verdict=Verdict.OK,
        job="default/genre-counts",
        query="query-1",
        first_batch=0,
        last_batch=3,
        last_committed=3,
        last_committed_time=datetime.fromtimestamp(1_790_000_003, UTC),
        last_good_batch=3,
        state=StateReport(format="HDFSBackedStateStoreProvider", partitions=2, size=8 * 642),
        size=report.size,
    )
    assert (report.reset_nonce, report.advice("x")) == ("0", "Nothing is to be done.")


def test_a_batch_that_was_begun_is_done_again(make_checkpoint):
    made = make_checkpoint()
    made.remove("commits/3")
    report = look(made)
    assert found(report) == [("unfinished", "offsets/3")]
    assert (report.verdict.usable(), report.last_good_batch) == (True, 2)


def test_a_checkpoint_before_its_first_batch(make_checkpoint):
    made = make_checkpoint(last=-1)
    report = look(made)
    assert (report.verdict, report.first_batch, report.last_good_batch) == (Verdict.OK, None, None)


@pytest.mark.parametrize(
    ("path", "verdict", "good"),
    [
        ("tunejob.json", "foreign", 3),
        ("metadata", "missing", 3),
        ("sources/0/0", "missing", 3),
        ("offsets/1", "missing", 3),
        ("offsets/3", "missing", None),
        ("commits/1", "missing", 3),
        ("state/0/1/4.delta", "missing", 2),
        ("state/0/0/2.delta", "missing", 0),
        ("state/0/0/1.delta", "missing", None),
    ],
)
def test_a_file_that_is_gone(make_checkpoint, path, verdict, good):
    made = make_checkpoint()
    made.remove(path)
    report = look(made)
    assert found(report) == [(verdict, path)]
    assert report.last_good_batch == (2 if path == "offsets/3" else good)


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("tunejob.json", 3),
        ("metadata", 3),
        ("sources/0/0", 3),
        ("offsets/3", 2),
        ("offsets/2", 1),
        ("commits/3", 2),
        ("state/0/1/4.delta", 2),
        ("state/0/0/3.delta", 1),
    ],
)
@pytest.mark.parametrize("with_sums", [True, False])
@pytest.mark.parametrize("left", [0, 15])
def test_a_file_that_is_cut(make_checkpoint, path, good, with_sums, left):
    made = make_checkpoint()
    data = (made.folder / path).read_bytes()[:left]
    if with_sums:
        (made.folder / path).write_bytes(data)
    else:
        made.change(path, data)
    report = look(made)
    assert found(report) == [("torn", path)]
    assert report.last_good_batch == good


def test_a_changed_byte_is_found_by_the_sums(make_checkpoint):
    made = make_checkpoint()
    file = made.folder / "state/0/1/4.delta"
    data = bytearray(file.read_bytes())
    data[300] ^= 1
    file.write_bytes(data)
    report = look(made)
    assert report.findings == [
        Finding(
            verdict=Verdict.TORN, file="state/0/1/4.delta", message="it does not fit its checksum"
        )
    ]
    assert report.advice("genres") == (
        "Go back to the last good batch with `tune checkpoint restore genres --to-batch 2`; what came "
        "after is counted again from Kafka. Or change checkpoint.resetNonce to start over from an "
        "empty checkpoint."
    )


def test_a_hole_behind_a_snapshot_is_none(make_checkpoint):
    made = make_checkpoint()
    delta = (made.folder / "state/0/0/3.delta").read_bytes()
    (made.folder / "state/0/0/3.snapshot").write_bytes(delta)
    made.remove("state/0/0/1.delta", "state/0/0/3.delta")
    report = look(made)
    assert (report.findings, report.last_good_batch) == ([], 3)


def test_old_problems_do_not_keep_a_driver_from_going_on(make_checkpoint):
    made = make_checkpoint()
    made.remove("commits/1")
    assert look(made).advice("x") == "The newest batch, 3, is whole: a driver goes on from it."


def test_no_batch_is_whole(make_checkpoint):
    made = make_checkpoint()
    made.remove("state/0/0/1.delta")
    assert look(made).advice("x") == (
        "No batch of it is whole. Or change checkpoint.resetNonce to start over from an empty checkpoint."
    )


def test_all_logs_are_gone(make_checkpoint):
    made = make_checkpoint()
    made.remove(*(f"offsets/{batch}" for batch in range(4)))
    report = look(made)
    assert found(report) == [("missing", "offsets/3")]
    assert report.last_good_batch is None


def test_the_state_is_gone(make_checkpoint):
    made = make_checkpoint()
    (made.folder / "state").rename(made.folder.parent / "elsewhere")
    report = look(made)
    assert (found(report), report.last_good_batch) == ([("missing", "state")], None)


def test_a_whole_partition_is_gone(make_checkpoint):
    made = make_checkpoint()
    (made.folder / "state/0/1").rename(made.folder.parent / "elsewhere")
    report = look(made)
    assert (found(report), report.last_good_batch) == ([("missing", "state/0/1/1.delta")], None)


def test_anothers_checkpoint(make_checkpoint):
    report = look(make_checkpoint(), uid="uid-2")
    assert [each.message for each in report.findings] == [
        "it is of default/genre-counts, uid uid-1"
    ]
    assert report.verdict is Verdict.FOREIGN
    assert report.advice("x").startswith("It is not this job's, or no TuneJob made it.")
    assert look(make_checkpoint(), uid="").verdict is Verdict.OK


def test_what_cannot_be_read_is_told(make_checkpoint, tmp_path):
    made = make_checkpoint()
    made.remove("offsets/3")
    (made.folder / "offsets/3").mkdir()  # root may read everything but a folder
    report = look(made)
    assert found(report) == [("unreadable", "offsets/3")]
    assert report.findings[0].message == "Is a directory"
    assert report.verdict is Verdict.UNREADABLE
