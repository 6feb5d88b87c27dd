"""The types must allow a structural schema: the operator's CRD is made from them."""

from typing import Any

from tune_contract.tunejob.spec import TuneJobSpec


def nodes(schema: Any, path: str = "$") -> list[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        return [each for item in schema for each in nodes(item, path)]
    if not isinstance(schema, dict):
        return []
    below = [each for key, value in schema.items() for each in nodes(value, f"{path}.{key}")]
    return [(path, schema), *below]


def test_no_field_is_of_two_types() -> None:
    for path, node in nodes(TuneJobSpec.model_json_schema(mode="serialization")):
        kinds = [part for part in node.get("anyOf", []) if part.get("type") != "null"]
        known = path.endswith("JsonValue") or node.get("x-kubernetes-int-or-string")
        assert len(kinds) <= 1 or known, f"{path}: {kinds}"


def test_durations_and_quantities_are_text_with_a_pattern() -> None:
    definitions = TuneJobSpec.model_json_schema()["$defs"]
    assert definitions["BackoffSpec"]["properties"]["initial"]["type"] == "string"
    assert "pattern" in definitions["BackoffSpec"]["properties"]["initial"]
    assert "pattern" in definitions["DriverSpec"]["properties"]["memory"]
