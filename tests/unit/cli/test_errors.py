import pytest

from tune_cli.errors import ExitCode, exit_code
from tune_contract.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    PermanentError,
    TemporaryError,
    TuneError,
    Unreachable,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TuneError("x"), 1),
        (PermanentError("x"), 1),
        (RuntimeError("x"), 1),
        (InvalidInput("x"), 2),
        (NotFound("x"), 3),
        (Conflict("x"), 4),
        (TemporaryError("x"), 5),
        (Unreachable("x"), 5),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_has_its_exit_code(error, code):
    assert exit_code(error) == code


def test_success_is_zero():
    assert ExitCode.OK == 0
