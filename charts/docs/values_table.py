"""Writes each chart's table of values into its README.md: values_table.py CHART...

The comments in values.yaml are the only place where a value is explained. A line `# -- meaning`
above a key makes it a row; a key without one must have keys of its own.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

MARK = "# -- "
BEGIN, END = "<!-- values: make docs -->\n", "<!-- end of values -->\n"


def rows(values: str) -> Iterator[tuple[str, str, str]]:
    """Path, default and meaning of each value, in the order of the text.

    Raises:
        ValueError: a value is not explained.
    """
    yield from _rows(yaml.compose(values, yaml.SafeLoader), values.splitlines(), "")


def _rows(mapping: yaml.Node, lines: list[str], prefix: str) -> Iterator[tuple[str, str, str]]:
    for key, value in mapping.value:
        path = prefix + key.value
        above = lines[key.start_mark.line - 1].strip() if key.start_mark.line else ""
        if above.startswith(MARK):
            yield path, _default(value), above.removeprefix(MARK)
        elif isinstance(value, yaml.MappingNode) and value.value:
            yield from _rows(value, lines, f"{path}.")
        else:
            raise ValueError(f"{path} is not explained: put a line `{MARK}...` above it")


def _default(node: yaml.Node) -> str:
    value = yaml.SafeLoader("").construct_document(node)
    return value if value and isinstance(value, str) else json.dumps(value)


def table(values: str) -> str:
    """The rows in Markdown."""
    lines = ["| value | default | meaning |", "|---|---|---|"]
    lines += [f"| `{path}` | `{default}` | {meaning} |" for path, default, meaning in rows(values)]
    return "\n".join(lines) + "\n"


def with_table(readme: str, values: str) -> str:
    """The README with the table between its two marks."""
    head, _, rest = readme.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table(values)}\n{END}{tail}"


def main(charts: list[str]) -> None:
    """Write the README of each chart anew."""
    for chart in map(Path, charts):
        readme = chart / "README.md"
        values = (chart / "values.yaml").read_text(encoding="utf-8")
        text = readme.read_text(encoding="utf-8")
        readme.write_text(with_table(text, values), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
