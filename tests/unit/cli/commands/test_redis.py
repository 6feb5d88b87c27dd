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
        (["rebuild", "nope"], 3, "error: no job nope in "),
        (["rebuild", "genres"], 2, "error: genres does not write to Redis"),
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
    assert execute(["redis", *arguments, *home_option]) == code
    assert capsys.readouterr().err.startswith(error)
