import json
from collections.abc import Callable

import pytest

from tune_cli.commands.pipelines import DrawingSheet, ParameterSheet, sheet
from tune_cli.main import execute
from tune_contract.pipelines.genre_counts import GENRE_COUNTS

from ....packages import Package  # noqa: TID252


def test_a_sheet_says_parameters_with_defaults_and_meaning() -> None:
    found = sheet(GENRE_COUNTS)
    assert found.parameters[0] == ParameterSheet(
        name="window", default="1m", meaning="The length of the tumbling windows."
    )
    assert found.inputs[0].fields == ["genre", "timestamp"]
    assert found.tables[0].key == ["window_start", "genre"]
    assert found.tables[0].drawing == DrawingSheet(
        view="time-series", x="window_start", y="count", series="genre"
    )
    assert found.package == ""


def test_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["pipelines"]) == 0
    assert "    watermark (10s): How late a play may come" in capsys.readouterr().out
    assert execute(["pipelines", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pipelines"][0]["name"] == "genre-counts"


def test_one_of_a_package(
    install: Callable[[Package], None], capsys: pytest.CaptureFixture[str]
) -> None:
    install(Package())
    assert execute(["pipelines", "sums"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "sums: Sums.",
        "  from the package tune-sums 1.2",
        "  parameters",
        "    window (1): Minutes.",
        "  inputs",
        "    plays: Play (platform)",
        "  table sums, key platform, drawn as ranked-bars: x platform, y plays",
        "    platform text: which",
        "    plays bigint: sum",
    ]


def test_one_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["pipelines", "sums"]) == 3
    assert capsys.readouterr().err.splitlines() == [
        "error: there is no pipeline sums here",
        "hint: there are: genre-counts, leaderboard, top-songs, top-songs-backfill; "
        "install the package of another one (docs/custom-pipelines.md)",
    ]


def test_a_wrong_package_is_named(
    install: Callable[[Package], None], capsys: pytest.CaptureFixture[str]
) -> None:
    install(Package(declaration="import nowhere_to_be_found"))
    assert execute(["pipelines"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: the package tune-sums 1.2 brings the pipeline sums: tune_sums:PIPELINE cannot be "
        "imported: ModuleNotFoundError: No module named 'nowhere_to_be_found'",
        "hint: mend the package and install it again; or remove it: pip uninstall tune-sums",
    ]
