"""The types of the contract by the names that OpenAPI knows them by."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum

from pydantic import BaseModel, JsonValue

import tune_contract

Schema = Mapping[str, JsonValue]


def contract_types(schemas: Mapping[str, Schema]) -> dict[str, str]:
    """Which schemas the contract has a type for: their names, with its module.

    A type of the same name that has other fields or values is another one.
    """
    return {
        kind.__name__: kind.__module__
        for kind in _types()
        if kind.__name__ in schemas and _says(kind) == _said(schemas[kind.__name__])
    }


def _types() -> Iterator[type[BaseModel] | type[Enum]]:
    for module in pkgutil.walk_packages(tune_contract.__path__, "tune_contract."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and kind.__module__ == module.name:
                yield from [kind] if issubclass(kind, BaseModel | Enum) else []


def _says(kind: type[BaseModel] | type[Enum]) -> set[str]:
    if issubclass(kind, Enum):
        return {str(each.value) for each in kind}
    return {field.alias or name for name, field in kind.model_fields.items()}


def _said(schema: Schema) -> set[str]:
    found = schema.get("properties") or schema.get("enum") or ()
    return set(map(str, found)) if isinstance(found, dict | list) else set()
