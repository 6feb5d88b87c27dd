"""Turns pydantic's JSON Schema into what Kubernetes takes: a structural schema.

Structural means: one type to each field, no $ref, no unions but integer-or-string, and no keyword
that the API server would pass over in silence. A model that cannot be said so is an error here.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, JsonValue

from tune_contract.rule import VALIDATIONS

Schema = dict[str, JsonValue]

INT_OR_STRING = "x-kubernetes-int-or-string"
PRESERVE_UNKNOWN = "x-kubernetes-preserve-unknown-fields"
_ORDER = (
    "description", "type", "anyOf", INT_OR_STRING, "format", "enum", "default",
    "minimum", "maximum", "minLength", "maxLength", "pattern",
    "minItems", "maxItems", "minProperties", "maxProperties", PRESERVE_UNKNOWN,
    "required", "x-kubernetes-list-type", "x-kubernetes-list-map-keys", VALIDATIONS,
    "properties", "items", "additionalProperties",
)  # fmt: skip
_DROPPED = {
    "title",  # the name once more
    "propertyNames",  # a rule in CEL says it
}


def structural(model: type[BaseModel], written_by: Literal["user", "operator"] = "user") -> Schema:
    """The structural schema of a model.

    Args:
        model: the model; its docstrings become descriptions.
        written_by: what the operator writes has neither defaults nor closed lists of values, so
            that an operator of another version is not refused its own status.

    Raises:
        ValueError: the model uses what a CRD cannot say.
    """
    document: Schema = model.model_json_schema(mode="serialization")
    definitions = _mapping(document.pop("$defs", {}))
    return _Converter(definitions, written_by == "user").convert(document, model.__name__)


@dataclass(frozen=True)
class _Converter:
    definitions: Schema
    users: bool

    def convert(self, given: JsonValue, path: str) -> Schema:
        schema = self._one_type(_mapping(given), path)
        schema |= self._below(schema, path)
        unknown = sorted(set(schema) - set(_ORDER) - _DROPPED)
        if unknown:
            raise ValueError(f"{path}: a CRD cannot say {', '.join(unknown)}")
        if "anyOf" in schema and INT_OR_STRING not in schema:
            raise ValueError(f"{path}: a field of a CRD has one type")
        return self._fitted(schema)

    def _fitted(self, schema: Schema) -> Schema:
        """Without what another part of the schema says better."""
        if VALIDATIONS in schema:
            schema.pop("pattern", None)  # the rule says it, with advice
        if "properties" in schema and "default" in schema:
            schema["default"] = {}  # the fields below have their own
        if not self.users:
            schema.pop("default", None)
            _tell_values(schema)
        return {key: schema[key] for key in _ORDER if key in schema}

    def _one_type(self, schema: Schema, path: str) -> Schema:
        """Without $ref and without null: to Kubernetes a null is a field that is not there."""
        if "$ref" in schema:
            name = str(schema.pop("$ref")).removeprefix("#/$defs/")
            return self._one_type({**_mapping(self.definitions[name]), **schema}, path)
        options = schema.get("anyOf")
        if not isinstance(options, list):
            return schema
        others = [option for option in options if option != {"type": "null"}]
        if len(others) == len(options):
            return schema
        del schema["anyOf"]
        if schema.get("default") is None:
            schema.pop("default", None)
        if len(others) > 1:
            return {**schema, "anyOf": others}
        return self._one_type({**_mapping(others[0]), **schema}, path)

    def _below(self, schema: Schema, path: str) -> Schema:
        """What becomes of the schema's fields, items and values."""
        below: Schema = {}
        if "properties" in schema:
            fields = _mapping(schema["properties"]).items()
            below["properties"] = {
                name: self.convert(field, f"{path}.{name}") for name, field in fields
            }
        if "items" in schema:
            below["items"] = self.convert(schema["items"], f"{path}[]")
        values = schema.pop("additionalProperties", False)
        if values is True or self._is_anything(values):
            below[PRESERVE_UNKNOWN] = True
        elif values is not False:
            below["additionalProperties"] = self.convert(values, f"{path}.<name>")
        return below

    def _is_anything(self, values: JsonValue) -> bool:
        return isinstance(values, dict) and self._one_type(dict(values), "") == {}


def _tell_values(schema: Schema) -> None:
    values = schema.pop("enum", None)
    if isinstance(values, list):
        listed = ", ".join(str(value) for value in values)
        schema["description"] = f"{schema.get('description', '')} One of {listed}.".lstrip()


def _mapping(value: JsonValue) -> Schema:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, got {value!r}")
    return dict(value)
