"""What is refused before any server is asked; tests/integration/jobs has the rest."""

import pytest

from tune_jobs.rebuild.main import main

POSTGRES = {"kind": "postgres", "uriFile": "/none/uri", "schema": "genre_counts"}
REDIS = {"kind": "redis", "uriFile": "/none/redis", "keyPrefix": "g:"}


@pytest.mark.parametrize(
    ("sinks", "pipeline", "code", "error"),
    [
        ([REDIS], "genre-counts", 2, "genre-counts has no postgres sink: its tables are read"),
        ([POSTGRES], "genre-counts", 2, "genre-counts has no redis sink: only those have keys"),
        ([POSTGRES, REDIS], "nope", 3, "no pipeline nope"),
        ([POSTGRES, REDIS], "genre-counts", 2, "cannot read /none/redis: No such file"),
    ],
)
def test_what_cannot_be_rebuilt(  # noqa: PLR0913 - two fixtures, four parameters
    *, make_config, tmp_path, capsys, sinks, pipeline, code, error
):
    path = tmp_path / "job.json"
    path.write_text(make_config(sinks=sinks, pipeline=pipeline).model_dump_json())
    assert main(["--config", str(path)]) == code
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"error: {error}")
    assert said[1].startswith("hint: ")


def test_no_config(tmp_path, capsys):
    assert main(["--config", str(tmp_path / "none.json")]) == 2
    assert "cannot read" in capsys.readouterr().err
