import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from tune_cli.main import app, execute

Run = pytest.CaptureFixture[str]
ROOT = typer.main.get_command(app)
assert isinstance(ROOT, TyperGroup)


def test_without_a_command_it_helps(capsys: Run) -> None:
    execute(["--help"])
    text = capsys.readouterr().out
    for command in (
        "run",
        "demo",
        "results",
        "report",
        "status",
        "validate",
        "pipelines",
        "warm",
        "doctor",
    ):
        assert f" {command} " in text
    assert "reference" not in text


@pytest.mark.parametrize("command", ROOT.commands.values(), ids=str)
def test_every_option_says_what_it_does(command: TyperCommand) -> None:
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name  # type: ignore[attr-defined]
        assert parameter.help.endswith("."), parameter.name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["run"], 2, "error: Missing argument 'FILE'."),
        (["nope"], 2, "error: No such command 'nope'."),
        (["validate", "none.yaml"], 3, "error: none.yaml: no such file"),
        (["demo", "--duration", "soon"], 2, "error: Invalid value for '--duration': not a durat"),
        (["status", "--nope"], 2, "error: No such option: --nope"),
    ],
)
def test_errors_are_lines_and_codes(
    capsys: Run, arguments: list[str], code: int, error: str
) -> None:
    assert execute(arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(error)
    assert len(said.err.splitlines()) == 2


def test_debug_shows_where_it_happened(capsys: Run) -> None:
    assert execute(["--debug", "validate", "none.yaml"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_empty_home_is_no_error(capsys: Run, tmp_path: object) -> None:
    assert execute(["status", "--home", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("No jobs yet")
