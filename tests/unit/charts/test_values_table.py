"""Every value is explained, and the READMEs say what values.yaml says."""

import runpy
from pathlib import Path

import pytest

CHARTS = Path(__file__).parents[3] / "charts"
made = runpy.run_path(str(CHARTS / "docs" / "values_table.py"))
rows, with_table = made["rows"], made["with_table"]


def test_the_table_is_fresh(chart) -> None:
    readme = (chart / "README.md").read_text(encoding="utf-8")
    values = (chart / "values.yaml").read_text(encoding="utf-8")
    assert readme == with_table(readme, values), "stale: mend it with `make docs`"
    assert f"| `{next(rows(values))[0]}` |" in readme


def test_a_row_is_path_default_and_meaning() -> None:
    text = (
        "a:\n  # -- what b means\n  b: text\n# -- what c means\nc: {d: [1, true]}\n# -- e\ne: ''\n"
    )
    assert list(rows(text)) == [
        ("a.b", "text", "what b means"),
        ("c", '{"d": [1, true]}', "what c means"),
        ("e", '""', "e"),
    ]


@pytest.mark.parametrize("text", ["a: 1\n", "# a comment\na: 1\n", "# -- a\na: 1\nb:\n  c: {}\n"])
def test_an_unexplained_value_is_an_error(text) -> None:
    with pytest.raises(ValueError, match="is not explained"):
        list(rows(text))
