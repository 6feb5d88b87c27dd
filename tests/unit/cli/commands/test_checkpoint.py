from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tune_cli.backend.lock import hold
from tune_cli.backend.store import JobStore
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["list", "nope"], 3, "error: no job nope in "),
        (["list", "genres"], 3, "error: genres has never run"),
        (["verify", "genres"], 3, "error: genres has never run"),
        (["verify"], 2, "error: give either a job or --location"),
        (["verify", "genres", "--location", "x"], 2, "error: give either a job or --location"),
        (["restore", "genres", "--to-batch", "3"], 3, "error: genres has never run"),
        (["restore", "genres"], 2, "error: Missing option '--to-batch'."),
        (["mend"], 2, "error: No such command 'mend'."),
    ],
)
def test_what_cannot_be_done_is_told(  # noqa: PLR0913 - three fixtures, three parameters
    *,
    home: Home,
    make_job: Callable[..., TuneJob],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    error: str,
) -> None:
    JobStore(home).begin(make_job(), NOON)
    home_option = ["--home", str(home.root)] if len(arguments) > 1 else []
    assert execute(["checkpoint", *arguments, *home_option]) == code
    assert capsys.readouterr().err.startswith(error)


def test_a_job_that_runs_is_not_restored(
    home: Home, make_job: Callable[..., TuneJob], capsys: pytest.CaptureFixture[str]
) -> None:
    store = JobStore(home)
    job = store.begin(make_job(), NOON)
    restore = ["checkpoint", "restore", "genres", "--to-batch", "3", "--home", str(home.root)]
    with hold(store.folder_of(job).lock, "genres"):
        assert execute(restore) == 4
    assert capsys.readouterr().err.startswith("error: genres is run by process ")


def test_a_folder_needs_no_job(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none"
    assert execute(["checkpoint", "verify", "--location", str(missing)]) == 3
    assert capfd.readouterr().err.startswith(f"error: there is no checkpoint at {missing}")
    assert execute(["checkpoint", "verify", "--location", str(tmp_path), "--json"]) == 1
    assert '"verdict": "foreign"' in capfd.readouterr().out
