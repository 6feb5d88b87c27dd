import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.lock import hold
from tune_cli.backend.store import JobStore
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_lists_jobs_and_shows_one(
    home: Home, make_job: Callable[..., TuneJob], capsys: pytest.CaptureFixture[str]
) -> None:
    store = JobStore(home)
    job = store.begin(make_job(), NOON)
    where = ("--home", str(home.root))
    assert execute(["status", *where]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == ["genres", "genre-counts", "Pending", "nobody", "-", "-", "0"]
    with hold(store.folder_of(job).lock, "genres"):
        assert execute(["status", "genres", *where]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "genres: Pending. Accepted, and waiting for what it needs.\n  run by    p"
    )
    assert execute(["status", "genres", "--json", *where]) == 0
    assert TuneJob.model_validate_json(capsys.readouterr().out) == job
    assert execute(["status", "--json", *where]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_an_unknown_job_is_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["status", "nope", "--home", str(home.root)]) == 3
    assert capsys.readouterr().err.startswith("error: no job nope in ")
