from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.store import JobStore
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["nope"], 3, "error: no job nope in "),
        (["files"], 2, "error: files does not write to PostgreSQL"),
        (["genres"], 3, "error: genres has never run"),
        (["genres", "--csv", "--json"], 2, "error: --csv and --json exclude each other"),
        (["genres", "--since", "soon"], 2, "error: Invalid value for '--since': not a duration"),
        (["genres", "--yes"], 2, "error: --dry-run, --again and --yes are of a replay"),
        (["genres", "--replay", "--list"], 2, "error: --replay says what it did in sentences"),
        (["genres", "--replay", "--ndjson"], 2, "error: --replay says what it did in sentences"),
        (["genres", "--replay", "--yes"], 3, "error: genres has never run"),
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
    store = JobStore(home)
    store.begin(make_job(), NOON)
    store.begin(make_job("files", sinks=[{"csv": {"path": "out"}}]), NOON)
    assert execute(["dead-letters", *arguments, "--home", str(home.root)]) == code
    assert capsys.readouterr().err.startswith(error)
