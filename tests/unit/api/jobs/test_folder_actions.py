import asyncio
import fcntl
import os

import pytest

from tune_api.jobs.folder_actions import FolderActions
from tune_contract.errors import Conflict
from tune_contract.tunejob.action import JobAction


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "default" / "genre-counts"
    folder.mkdir(parents=True)
    (folder / "lock").touch()
    return folder


@pytest.fixture
def ask(tmp_path, make_job):
    actions = FolderActions(tmp_path)
    return lambda action: asyncio.run(actions.ask(make_job(), action))


@pytest.fixture
def held(home):
    descriptor = os.open(home / "lock", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


def test_requests_are_files_in_the_order_of_time(ask, home, held):
    for action in JobAction:
        ask(action)
    found = sorted((home / "requests").iterdir())
    assert [file.read_text() for file in found] == [f'{{"action":"{a}"}}' for a in JobAction]
    assert {file.suffix for file in found} == {".json"}


def test_a_job_that_nobody_runs(ask, home):
    for _ in range(2):
        with pytest.raises(Conflict) as raised:
            ask(JobAction.SUSPEND)
        assert str(raised.value).startswith("nobody runs genre-counts (start it with `tune run")
        (home / "lock").unlink(missing_ok=True)
    assert not (home / "requests").exists()
