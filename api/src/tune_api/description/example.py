"""An example of anything that a schema describes.

Made from the schema, so that it is never stale; what a field of a name usually holds is said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

Schema = Mapping[str, JsonValue]

VALUES: dict[str, JsonValue] = {
    "action": "suspend",
    "by": "genre",
    "cursor": None,
    "detail": "there is no TuneJob default/genre-counts",
    "format": "csv",
    "from": "2026-01-31T12:00:00Z",
    "hint": "/api/v1/jobs lists them all",
    "key": "4f1d0c7a9be2",
    "limit": 100,
    "lines": 200,
    "message": "All is well.",
    "metadata": {"name": "genre-counts", "namespace": "default"},
    "meaning": "The job finishes its batch and stops; checkpoint and results stay.",
    "name": "genre-counts",
    "namespace": "default",
    "nextCursor": None,
    "of": "count",
    "order": "-window_start",
    "phase": "Running",
    "phaseMeaning": "It runs.",
    "pipeline": "genre-counts",
    "points": 120,
    "reason": "AsExpected",
    "rows": [
        {
            "window_start": "2026-01-31T12:00:00Z",
            "window_end": "2026-01-31T12:01:00Z",
            "genre": "rock",
            "count": 1234,
        }
    ],
    "series": "genre",
    "spec": {
        "pipeline": "genre-counts",
        "parameters": {"window": "1 minute"},
        "kafka": {"topics": {"plays": {"name": "music-plays"}}},
        "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
    },
    "status": 404,
    "table": "genre_counts",
    "tables": ["genre_counts"],
    "time": "window_start",
    "title": "Not Found",
    "to": "2026-01-31T13:00:00Z",
    "topic": "music-plays",
    "topicIds": {"music-plays": "f2f9b713-f77a-4750-9b32-8299b9c1fed8"},
    "type": "about:blank",
    "uid": "3f0c1a52-6f3b-4f0e-9a57-1b8f5f3c9d10",
    "x": "window_start",
    "y": "count",
}
_REF = "#/components/schemas/"
_DEEPEST = 12  # a schema may hold itself


@dataclass(frozen=True)
class Examples:
    """Makes examples of a document's schemas."""

    schemas: Mapping[str, Schema]

    def of(self, schema: Schema, name: str = "", depth: int = 0) -> JsonValue:
        """An example.

        Args:
            schema: of what.
            name: the field or parameter it is for.
            depth: how many schemas it is in.
        """
        schema = self._resolved(schema)
        usual = VALUES.get(name)
        if name in VALUES and _fits(usual, schema):
            return usual
        for word in ("example", "const", "default"):
            if word in schema:
                return schema[word]
        if isinstance(chosen := schema.get("enum") or schema.get("examples"), list):
            return chosen[0]
        if isinstance(choices := schema.get("anyOf") or schema.get("oneOf"), list):
            return self._choice(choices, name, depth)
        return self._made(schema, name, depth)

    def _choice(self, choices: list[JsonValue], name: str, depth: int) -> JsonValue:
        schemas = [each for each in choices if isinstance(each, dict)]
        best = [each for each in schemas if each.get("type") != "null"]
        return self.of((best or schemas)[0], name, depth + 1)

    def _made(self, schema: Schema, name: str, depth: int) -> JsonValue:
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "boolean":
                return False
            case "integer" | "number":
                return schema.get("minimum", 5)
            case "string":
                return _text(schema)
            case _:
                return None

    def _object(self, schema: Schema, depth: int) -> JsonValue:
        fields = schema.get("properties")
        if not isinstance(fields, dict) or depth > _DEEPEST:
            return {}
        return {
            name: self.of(field, name, depth + 1)
            for name, field in fields.items()
            if isinstance(field, dict)
        }

    def _array(self, schema: Schema, name: str, depth: int) -> JsonValue:
        items = schema.get("items")
        if not isinstance(items, dict) or not items or depth > _DEEPEST:
            return []
        return [self.of(items, name, depth + 1)]

    def _resolved(self, schema: Schema) -> Schema:
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        return self.schemas[reference.removeprefix(_REF)]


def _text(schema: Schema) -> str:
    if schema.get("format") == "date-time":
        return "2026-01-31T12:00:00Z"
    return "10s" if schema.get("format") == "duration" else "text"


_KINDS: dict[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": type(None),
    "number": (int, float),
    "object": dict,
    "string": str,
}


def _fits(value: JsonValue, schema: Schema) -> bool:
    """Whether a usual value is of the schema's kind; its parts are not looked at."""
    choices = schema.get("anyOf")
    if isinstance(choices, list):
        return any(_fits(value, each) for each in choices if isinstance(each, dict))
    if isinstance(known := schema.get("enum"), list):
        return value in known
    kind = _KINDS.get(str(schema.get("type")))
    return kind is not None and isinstance(value, kind) and _items_fit(value, schema)


def _items_fit(value: JsonValue, schema: Schema) -> bool:
    items = schema.get("items")
    if not isinstance(value, list) or not isinstance(items, dict):
        return True
    return "$ref" not in items and all(_fits(each, items) for each in value)
