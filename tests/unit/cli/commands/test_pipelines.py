import json

import pytest

from tune_cli.commands.pipelines import ParameterSheet, sheet
from tune_cli.main import execute
from tune_contract.pipelines.genre_counts import GENRE_COUNTS


def test_a_sheet_says_parameters_with_defaults_and_meaning() -> None:
    found = sheet(GENRE_COUNTS)
    assert found.parameters[0] == ParameterSheet(
        name="window", default="1m", meaning="The length of the tumbling windows."
    )
    assert found.inputs[0].fields == ["genre", "timestamp"]
    assert found.tables[0].key == ["window_start", "genre"]


def test_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["pipelines"]) == 0
    assert "    watermark (10s): How late a play may come" in capsys.readouterr().out
    assert execute(["pipelines", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pipelines"][0]["name"] == "genre-counts"
