from collections.abc import Callable
from pathlib import Path

import pytest

from tune_cli.backend.object_store import needed_keys, store_folder
from tune_contract.errors import InvalidInput
from tune_contract.tunejob import TuneJob

MakeJob = Callable[..., TuneJob]
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
IN_BUCKET = [{"csv": {"path": "out"}}, {"delta": {"path": "s3a://lake/x"}}]


def test_a_job_with_a_bucket_needs_the_keys(make_job: MakeJob) -> None:
    assert needed_keys(make_job(sinks=IN_BUCKET).spec, KEYS) == KEYS
    with pytest.raises(InvalidInput) as caught:
        needed_keys(make_job(sinks=IN_BUCKET).spec, {})
    assert caught.value.message == (
        "the environment, for s3a://lake/x: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY not given"
    )


def test_a_job_without_a_bucket_gets_none(make_job: MakeJob) -> None:
    assert needed_keys(make_job(sinks=[{"delta": {"path": "lake"}}]).spec, KEYS) == {}


def test_files_are_the_users_own_and_go_with_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "object-store"
    with store_folder(folder, KEYS):
        assert {file.name: file.read_text() for file in folder.iterdir()} == KEYS
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert list(folder.iterdir()) == []


def test_what_a_killed_run_left_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    (tmp_path / "AWS_SESSION_TOKEN").write_text("old")
    with store_folder(tmp_path, KEYS):
        assert {file.name for file in tmp_path.iterdir()} == set(KEYS)
