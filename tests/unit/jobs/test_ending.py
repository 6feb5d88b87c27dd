import pytest

from tune_contract.errors import Conflict, InvalidInput, NotFound, TuneError, Unreachable
from tune_jobs.ending import tell


@pytest.mark.parametrize(
    ("error", "code"),
    [(InvalidInput, 2), (NotFound, 3), (Conflict, 4), (Unreachable, 5), (TuneError, 1)],
)
def test_an_error_is_two_lines_and_a_code(capsys, error, code):
    assert tell(error("broken", "mend it")) == code
    assert capsys.readouterr().err == "error: broken\nhint: mend it\n"
