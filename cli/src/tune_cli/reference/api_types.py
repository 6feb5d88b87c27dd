"""Schemas of OpenAPI as types of Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword

from pydantic import JsonValue
from pydantic.alias_generators import to_snake

from tune_cli.reference.contract_types import Schema, contract_types

_REF = "#/components/schemas/"
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


@dataclass
class ApiTypes:
    """The types of a document, and which of them were asked for."""

    schemas: Mapping[str, Schema]
    used: set[str] = field(default_factory=set)
    """Schemas that something refers to."""

    def __post_init__(self) -> None:
        """Find those that the contract has."""
        self.known = contract_types(self.schemas)

    def annotation(self, schema: Schema) -> str:
        """The type of a schema."""
        reference, choices = schema.get("$ref"), schema.get("anyOf")
        if isinstance(reference, str):
            return self._named(reference.removeprefix(_REF))
        if isinstance(choices, list):
            return " | ".join(dict.fromkeys(map(self._inner, choices)))
        if schema.get("format") == "date-time":
            return "datetime"
        if schema.get("type") == "array":
            return f"list[{self._inner(schema.get('items'))}]"
        if schema.get("type") == "object":
            return f"dict[str, {self._inner(schema.get('additionalProperties'))}]"
        return _SIMPLE.get(str(schema.get("type")), "JsonValue")

    def imports(self) -> Iterator[str]:
        """The lines that bring the types of the contract."""
        for name in sorted(self.used & self.known.keys()):
            yield f"from {self.known[name]} import {name}"

    def classes(self) -> Iterator[str]:
        """The types that only the API has, each after those it is made of."""
        told: set[str] = set()
        for name in sorted(self.used - self.known.keys()):
            yield from self._class(name, told)

    def _class(self, name: str, told: set[str]) -> Iterator[str]:
        if name in told or name in self.known:
            return
        told.add(name)
        text = self._text(name)
        for other in sorted(self.used - told):
            if f" {other}" in text or f"[{other}" in text:
                yield from self._class(other, told)
        yield text

    def _text(self, name: str) -> str:
        schema = self.schemas[name]
        values, fields = schema.get("enum"), schema.get("properties")
        says = [f'    """{_sentence(schema, name)}"""', ""]
        if isinstance(values, list):
            lines = [f'    {str(each).upper()} = "{each}"' for each in values]
            return "\n".join([f"class {name}(StrEnum):", *says, *lines])
        assert isinstance(fields, dict), name  # noqa: S101 - the API's documents are objects
        return "\n".join([f"class {name}(LenientModel):", *says, *self._fields(schema, fields)])

    def _fields(self, schema: Schema, fields: Mapping[str, JsonValue]) -> Iterator[str]:
        required = schema.get("required")
        for name, each in fields.items():
            needed = isinstance(required, list) and name in required
            yield f"    {self._field(name, each, needed=needed)}"
            if isinstance(each, dict) and each.get("description"):
                yield f'    """{_sentence(each, name)}"""'

    def _field(self, name: str, schema: JsonValue, *, needed: bool) -> str:
        kind, called = self._inner(schema), to_snake(name)
        if not needed and "None" not in kind:
            kind += " | None"
        default = "" if needed else " = None"
        if iskeyword(called):  # `class` is no name in Python
            value = "..." if needed else "None"
            called, default = f"{called}_", f' = Field({value}, alias="{name}")'
        return f"{called}: {kind}{default}"

    def _inner(self, schema: JsonValue) -> str:
        return self.annotation(schema) if isinstance(schema, dict) else "JsonValue"

    def _named(self, name: str) -> str:
        if name == "JsonValue":
            return name
        if name not in self.used:
            self.used.add(name)
            if name not in self.known:
                self._text(name)  # it may refer to others
        return name


def _sentence(schema: Schema, name: str) -> str:
    text = str(schema.get("description") or f"{name}.").strip()
    return text.replace("\\", "\\\\").replace('"""', "'''")
