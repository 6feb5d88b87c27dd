"""What the CRD's rules tell a user, for the reference."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from tune_contract.crd.definition import custom_resource_definition
from tune_contract.crd.structural import Schema
from tune_contract.rule import VALIDATIONS


@dataclass(frozen=True)
class Message:
    """A rule's message, and the field that it is about."""

    path: str
    """As in `spec.kafka.topics.<name>.retention`."""
    text: str


def messages() -> list[Message]:
    """The messages of all rules, in the order of the fields."""
    spec = custom_resource_definition()["spec"]
    assert isinstance(spec, dict)  # noqa: S101 - it is built so
    return list(_below(spec["versions"], ""))


def _below(schema: JsonValue, path: str) -> Iterator[Message]:
    if isinstance(schema, list):
        for part in schema:
            yield from _below(part, path)
    elif isinstance(schema, dict):
        yield from _own(schema, path)
        for keyword, part in schema.items():
            yield from _fields(keyword, part, path)


def _own(schema: Schema, path: str) -> Iterator[Message]:
    rules = schema.get(VALIDATIONS)
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict):
            field = f"{path}{rule.get('fieldPath', '')}".lstrip(".")
            yield Message(field, str(rule["message"]))


def _fields(keyword: str, part: JsonValue, path: str) -> Iterator[Message]:
    if keyword == "properties" and isinstance(part, dict):
        for name, schema in part.items():
            yield from _below(schema, f"{path}.{name}")
    elif keyword == "items":
        yield from _below(part, f"{path}[]")
    elif keyword == "additionalProperties":
        yield from _below(part, f"{path}.<name>")
    elif keyword in {"schema", "openAPIV3Schema"}:
        yield from _below(part, path)
