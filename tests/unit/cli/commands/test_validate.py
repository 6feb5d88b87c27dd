from pathlib import Path

import pytest

from tune_cli.main import execute

EXAMPLE = Path(__file__).parents[4] / "examples" / "genre-counts.yaml"


def test_says_ok_or_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["validate", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out.endswith("ok, TuneJob genre-counts runs genre-counts\n")
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXAMPLE.read_text().replace("rate: 200", "rate: -1").replace("seed", "sed"))
    assert execute(["validate", str(bad)]) == 2
    assert [line.split(":")[0].strip() for line in capsys.readouterr().err.splitlines()[1:3]] == [
        "spec.producer.rate",
        "spec.producer.sed",
    ]
