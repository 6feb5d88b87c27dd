import pytest

from tune_api.description.example import Examples

SCHEMAS = {
    "Kind": {"type": "string", "enum": ["a", "b"]},
    "Inner": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Self": {"type": "object", "properties": {"self": {"$ref": "#/components/schemas/Self"}}},
}


@pytest.mark.parametrize(
    ("schema", "name", "example"),
    [
        ({"type": "string"}, "genre", "text"),
        ({"type": "string"}, "namespace", "default"),
        ({"type": "object"}, "namespace", {}),
        ({"type": "string", "format": "date-time"}, "", "2026-01-31T12:00:00Z"),
        ({"type": "integer", "minimum": 1}, "", 1),
        ({"type": "integer", "default": 7}, "", 7),
        ({"type": "boolean"}, "", False),
        ({"const": "x"}, "", "x"),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, "", 5),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "cursor", None),
        ({"$ref": "#/components/schemas/Kind"}, "action", "a"),
        (
            {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
            "",
            [{"name": "genre-counts"}],
        ),
        ({"type": "array", "items": {"type": "string"}}, "tables", ["genre_counts"]),
        ({"type": "array", "items": {}}, "", []),
    ],
)
def test_an_example_is_what_the_schema_says(schema, name, example):
    assert Examples(SCHEMAS).of(schema, name) == example


def test_a_schema_that_holds_itself_has_an_end():
    assert Examples(SCHEMAS).of({"$ref": "#/components/schemas/Self"})["self"]
