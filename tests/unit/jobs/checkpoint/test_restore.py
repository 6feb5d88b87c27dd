import json

import pytest

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.top_songs import TOP_SONGS
from tune_jobs.checkpoint.errors import CheckpointMismatch
from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.report import Verdict
from tune_jobs.checkpoint.restore import Restoration, refuse_lake, remark
from tune_jobs.checkpoint.verify import verify

DELTA, CSV, POSTGRES = (
    {"kind": "delta", "path": "/delta"},
    {"kind": "csv", "path": "/csv"},
    {"kind": "postgres", "uriFile": "/uri", "schema": "x"},
)


def restoration(made, batch):
    return Restoration(made.folder, batch, "20260101T120000Z", "query-2")


def test_it_goes_back_under_another_id_and_keeps_all_aside(make_checkpoint):
    made = make_checkpoint()
    made.remove("commits/3", "state/0/1/4.delta")
    before = made.files()
    wanted = restoration(made, 1)
    wanted.check()
    wanted.apply()
    report = verify(LocalFiles(made.folder), "/c", "uid-1")
    assert (report.verdict, report.query, report.last_good_batch) == (Verdict.OK, "query-2", 1)
    assert (report.first_batch, report.last_batch, report.last_committed) == (0, 1, 1)
    assert made.files() == {
        "tunejob.json", "metadata", "sources/0/0", "state/0/_metadata/metadata",
        "offsets/0", "offsets/1", "commits/0", "commits/1",
        *(f"state/0/{partition}/{version}.delta" for partition in (0, 1) for version in (1, 2)),
    }  # fmt: skip
    assert json.loads((made.folder / "tunejob.json").read_text())["query"] == "query-2"
    aside = made.folder.with_name("0.bak-20260101T120000Z")
    assert {
        str(each.relative_to(aside))
        for each in aside.rglob("*")
        if each.is_file() and each.name[0] != "."
    } == before
    assert [each.name for each in sorted(made.folder.parent.iterdir())] == ["0", aside.name]


def test_a_snapshot_of_later_does_not_stay(make_checkpoint):
    made = make_checkpoint()
    (made.folder / "state/0/0/4.snapshot").write_bytes(b"later")
    assert "state/0/0/4.snapshot" not in map(str, restoration(made, 1).files())


@pytest.mark.parametrize(
    ("batch", "hint"), [(3, "the last good one is 2"), (9, "the last good one is 2")]
)
def test_a_batch_that_is_not_whole_is_refused(make_checkpoint, batch, hint):
    made = make_checkpoint()
    made.remove("state/0/1/4.delta")
    with pytest.raises(InvalidInput, match=f"cannot go back to batch {batch} of ") as raised:
        restoration(made, batch).check()
    assert raised.value.hint == hint


def test_a_checkpoint_without_a_mark_is_refused(make_checkpoint):
    made = make_checkpoint()
    made.change("tunejob.json", b"{")
    with pytest.raises(CheckpointMismatch):
        restoration(made, 1).check()
    made.remove("tunejob.json")
    with pytest.raises(NotFound):
        restoration(made, 1).check()


def test_a_lake_would_double(make_config):
    with pytest.raises(InvalidInput, match="fills a lake, which would have each event"):
        refuse_lake(make_config(sinks=[DELTA]), TOP_SONGS)
    refuse_lake(make_config(sinks=[DELTA]), GENRE_COUNTS)
    refuse_lake(make_config(sinks=[POSTGRES]), TOP_SONGS)


def test_what_stays_in_the_sinks_is_told(make_config):
    assert remark(make_config(sinks=[POSTGRES])) == ""
    assert remark(make_config(sinks=[CSV, POSTGRES, DELTA])).startswith(
        "Dead letters after that batch may be in csv, delta twice"
    )
