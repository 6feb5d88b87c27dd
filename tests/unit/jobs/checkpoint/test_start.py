"""What keeps a query from starting on its checkpoint, and what does not."""

import shutil

import pytest

from tune_contract.errors import Unreachable
from tune_jobs.checkpoint.errors import CheckpointBroken
from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.start import check_start, explained


@pytest.fixture
def made(make_checkpoint):
    return make_checkpoint()


@pytest.fixture
def config(make_config, made):
    return make_config(checkpoint={"location": str(made.folder)})


@pytest.fixture
def start(made, config):
    """start(query="", newest=...) -> nothing, or an error."""

    def start(query="", newest=None):
        asked = []
        check_start(
            LocalFiles(made.folder), config, query, [lambda name: asked.append(name) or newest]
        )
        return asked

    return start


def test_a_whole_checkpoint_goes_on(start):
    assert start("query-1", newest=3) == ["query-1"]
    assert start("", newest=None) == ["query-1"]


def test_a_batch_that_was_begun_is_done_again(made, start):
    made.remove("commits/3")
    start("query-1", newest=3)


def test_an_empty_checkpoint_is_a_beginning(made, start):
    made.folder.rename(made.folder.with_name("elsewhere"))
    made.folder.mkdir()
    (made.folder / "tunejob.json").write_bytes(made.mark)
    assert start() == []


def test_a_query_that_was_killed_before_its_first_batch(made, make_checkpoint, start):
    shutil.rmtree(made.folder)
    make_checkpoint(last=-1)
    start("query-1")


def test_old_holes_are_no_matter(made, start):
    made.remove("commits/1", "offsets/0")
    start("query-1", newest=3)


@pytest.mark.parametrize(
    ("lost", "message", "good"),
    [
        (["metadata"], "metadata is missing: without it the query starts over", 3),
        (["offsets/3"], "offsets/3 is missing: batch 3 is committed, and its number would be", 2),
        (["offsets/2"], "offsets/2 is missing: entries around it are there", 1),
        (["commits/3", "commits/2"], "commits/2 is missing: batch 3 was begun after it", 1),
        (
            [f"{log}/{batch}" for batch in range(4) for log in ("offsets", "commits")],
            "offsets is missing: there is a state",
            None,
        ),
    ],
)
def test_what_spark_would_go_on_from_and_lose(made, start, lost, message, good):
    made.remove(*lost)
    with pytest.raises(CheckpointBroken) as raised:
        start("query-1")
    good = f"the last good batch is {good}" if good is not None else "no batch of it is whole"
    assert raised.value.message.startswith(f"the checkpoint {made.folder} is broken: {message}")
    assert raised.value.message.endswith(good)
    assert raised.value.hint.startswith("`tune checkpoint verify genre-counts` tells all. ")


def test_a_torn_end_is_told_before_spark_meets_it(made, start):
    made.change("commits/3", b"")
    with pytest.raises(
        CheckpointBroken, match=r"commits/3 is torn: it is empty; the last good batch"
    ):
        start("query-1")


def test_the_state_is_gone(made, start):
    (made.folder / "state").rename(made.folder.parent / "elsewhere")
    with pytest.raises(CheckpointBroken, match="state is missing: the query keeps one"):
        start("query-1")


def test_the_metadata_of_another_query(start):
    with pytest.raises(CheckpointBroken, match="metadata is foreign: it is of query query-1"):
        start("query-9")


def test_an_older_copy_is_outrun_by_its_sink(made, start):
    with pytest.raises(CheckpointBroken) as raised:
        start("query-1", newest=4)
    assert raised.value.message == (
        f"the checkpoint {made.folder} goes to batch 3, and its sink has batch 4: it is an older "
        "copy, and what comes next would be passed over; the last good batch is 3"
    )
    assert "`tune checkpoint restore genre-counts --to-batch 3`" in raised.value.hint


def test_what_another_driver_writes_meanwhile_is_no_fault(made, config):
    class Racing(LocalFiles):
        """The other driver does batch 4 between our looks at the two logs."""

        def names(self, folder):
            found = super().names(folder)
            if folder in {"offsets", "commits"}:
                made.write_batch(4)
            return found

    check_start(Racing(made.folder), config, "query-1", [lambda _: 3])


def test_only_the_id_was_kept(made, make_checkpoint, start):
    shutil.rmtree(made.folder)
    make_checkpoint(last=-1)
    with pytest.raises(CheckpointBroken, match="goes to no batch, and its sink has batch 0"):
        start("query-1", newest=0)


def test_a_failure_is_explained_by_what_is_broken(made, config):
    failure = RuntimeError("[CANNOT_LOAD_STATE_STORE] ...")
    assert explained(config, failure) is failure
    made.change("state/0/1/4.delta", b"LZ4Block")
    found = explained(config, failure)
    assert isinstance(found, CheckpointBroken)
    assert "state/0/1/4.delta is torn: it is cut; the last good batch is 2" in found.message
    ours = Unreachable("PostgreSQL is away")
    assert explained(config, ours) is ours


def test_a_store_is_not_looked_into_after_a_failure(make_config):
    failure = RuntimeError("x")
    assert explained(make_config(checkpoint={"location": "s3a://b/0"}), failure) is failure
