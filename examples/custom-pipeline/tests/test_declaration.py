"""What every part of TuneJob asks of a declaration, and what this one asks of its parameters."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from tune_contract.pipelines.problems import declaration_problems
from tune_listening.declaration import LISTENING_MINUTES, ListeningParameters


def test_it_is_right():
    assert declaration_problems(LISTENING_MINUTES) == []


def test_parameters_are_read_as_yaml_has_them():
    given = {"window": "15 minutes", "watermark": "1h", "atLeast": "30s"}
    assert ListeningParameters.model_validate(given) == ListeningParameters(
        window=timedelta(minutes=15), watermark=timedelta(hours=1), at_least=timedelta(seconds=30)
    )


@pytest.mark.parametrize("window", ["2h", "7m", "0s"])
def test_windows_that_do_not_fill_an_hour_are_refused(window):
    with pytest.raises(ValidationError):
        ListeningParameters.model_validate({"window": window})
