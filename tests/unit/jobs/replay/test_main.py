"""What is refused before any server is asked; tests/integration/jobs has the rest."""

import pytest

from tune_jobs.replay.main import main

POSTGRES = {"kind": "postgres", "uriFile": "/none/uri", "schema": "genre_counts"}
CSV = {"kind": "csv", "path": "/none"}


@pytest.mark.parametrize(
    ("sinks", "arguments", "error"),
    [
        ([CSV], [], "genre-counts has no postgres sink: the dead letters are read from"),
        ([POSTGRES], [], "cannot read /none/uri: No such file"),
        ([POSTGRES], ["--since", "soon"], "--since soon: not a duration"),
    ],
)
def test_what_cannot_be_replayed(  # noqa: PLR0913 - three fixtures, three parameters
    *, make_config, tmp_path, capsys, sinks, arguments, error
):
    path = tmp_path / "job.json"
    path.write_text(make_config(sinks=sinks).model_dump_json())
    assert main(["--config", str(path), *arguments]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"error: {error}")
    assert said[1].startswith("hint: ")


def test_no_config(tmp_path, capsys):
    assert main(["--config", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err
