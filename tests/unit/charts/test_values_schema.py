"""values.schema.json knows exactly the values that values.yaml explains."""

import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import yaml

CHARTS = Path(__file__).parents[3] / "charts"
rows = runpy.run_path(str(CHARTS / "docs" / "values_table.py"))["rows"]
Schema = dict[str, Any]


def schema_of(chart: Path) -> Schema:
    schema: Schema = json.loads((chart / "values.schema.json").read_text(encoding="utf-8"))
    return schema


def leaves(schema: Schema, whole: Schema, explained: set[str], prefix: str = "") -> list[str]:
    """The paths of what is no further part of the chart's own structure."""
    found = []
    for name, each in schema.get("properties", {}).items():
        path = prefix + name
        part = whole.get("$defs", {}).get(each.get("$ref", "").removeprefix("#/$defs/"), each)
        inner = "properties" in part and path not in explained
        found += leaves(part, whole, explained, f"{path}.") if inner else [path]
    return found


def objects(schema: Any) -> list[Schema]:
    """Every part of the schema that lists properties."""
    if isinstance(schema, list):
        return [found for each in schema for found in objects(each)]
    if not isinstance(schema, dict):
        return []
    inner = [found for each in schema.values() for found in objects(each)]
    return [schema, *inner] if isinstance(schema.get("properties"), dict) else inner


def test_it_is_a_schema(chart) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(chart))


def test_the_defaults_are_right(chart) -> None:
    values = yaml.safe_load((chart / "values.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(values, schema_of(chart))


def test_it_knows_every_value_and_no_other(chart) -> None:
    explained = {path for path, _, _ in rows((chart / "values.yaml").read_text(encoding="utf-8"))}
    schema = schema_of(chart)
    assert set(leaves(schema, schema, explained)) - {"global"} == explained


def test_a_misspelt_name_is_refused_everywhere(chart) -> None:
    found = objects(schema_of(chart))
    assert len(found) > 5
    assert [each for each in found if each.get("additionalProperties") is not False] == []
