import pytest

from tune_cli.reference.api_types import ApiTypes

SCHEMAS = {
    "Phase": {"type": "string", "enum": ["other"]},
    "Inner": {"type": "object", "properties": {"at": {"type": "string", "format": "date-time"}}},
    "Outer": {
        "type": "object",
        "description": 'Of """three""".',
        "properties": {
            "innerOnes": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
            "phase": {"$ref": "#/components/schemas/Phase"},
            "class": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["innerOnes"],
    },
}


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ({"type": "string"}, "str"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "int | None"),
        ({"type": "array", "items": {"type": "number"}}, "list[float]"),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "dict[str, bool]"),
        ({"type": "object"}, "dict[str, JsonValue]"),
        ({}, "JsonValue"),
        ({"$ref": "#/components/schemas/Outer"}, "Outer"),
    ],
)
def test_the_type_of_a_schema(schema, annotation) -> None:
    assert ApiTypes(SCHEMAS).annotation(schema) == annotation


def test_a_class_comes_after_those_it_is_made_of() -> None:
    types = ApiTypes(SCHEMAS)
    types.annotation({"$ref": "#/components/schemas/Outer"})
    inner, phase, outer = types.classes()
    assert inner == 'class Inner(LenientModel):\n    """Inner."""\n\n    at: datetime | None = None'
    assert phase.startswith("class Phase(StrEnum):")  # not the contract's: it has other values
    assert outer == (
        "class Outer(LenientModel):\n"
        "    \"\"\"Of '''three'''.\"\"\"\n\n"
        "    inner_ones: list[Inner]\n"
        "    phase: Phase | None = None\n"
        '    class_: str | None = Field(None, alias="class")'
    )
    assert list(types.imports()) == []
