"""Without a model; tests/integration/invention has servers of one."""

from pathlib import Path

import pytest
import yaml

from tune_cli.commands.production_options import invented
from tune_cli.main import execute
from tune_contract.tunejob.producer import ProducerSpec
from tune_contract.tunejob.scenario_problems import scenario_problems


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_the_built_in_serves_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.json"
    assert execute(["invent", "--out", str(file), "--tracks", "3", "--personas", "2"]) == 0
    said = capsys.readouterr()
    assert said.err == (
        f"{file}: 3 tracks and 2 personas by the built-in generator, as no OPENAI_API_KEY is set\n"
    )
    producer = yaml.safe_load(said.out)["producer"]
    assert producer["parameters"] == invented(file)
    spec = ProducerSpec.model_validate(producer)
    assert spec.scenario == "waves"
    assert scenario_problems(spec) == []
    assert [each.name for each in tmp_path.iterdir()] == ["x.json"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "error: Missing option '--out'"),
        (["--out", "x", "--tracks", "101"], "error: Invalid value for '--tracks'"),
        (["--out", "x", "--theme", ""], "error: tune invent is not valid: theme: '': string should"),
        (["--out", "x", "--theme", "a\x1b"], "error: tune invent is not valid: theme: 'a\\x1b': has"),
        (["--out", "x", "--timeout", "soon"], "error: Invalid value for '--timeout'"),
        (["--out", "/"], "error: cannot read /: Is a directory (check --out)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    error: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(["invent", *arguments]) == 2
    assert capsys.readouterr().err.startswith(error)
    assert list(tmp_path.iterdir()) == []


def test_another_file_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "job.yaml"
    file.write_text("kind: TuneJob")
    assert execute(["invent", "--out", str(file)]) == 2
    assert "give another --out; nothing was overwritten" in capsys.readouterr().err
    assert file.read_text() == "kind: TuneJob"


def test_only_waves_can_be_told_what_is_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "x.json")
    assert execute(["invent", "--out", file]) == 0
    assert execute(["produce", "--invention", file, "--home", str(tmp_path / "home")]) == 2
    error = "error: tune produce is not valid:\n  parameters.tracks: unknown field; steady has no"
    assert error in capsys.readouterr().err
