"""A field without a sentence would be an empty line in the reference."""

import typing

import pytest
from pydantic import BaseModel

from tune_contract.pipelines.registry import installed_pipelines
from tune_contract.scenarios.registry import BUILT_IN
from tune_contract.tunejob.job import ObjectMeta
from tune_contract.tunejob.spec import TuneJobSpec


def models_below(model: type[BaseModel]) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel) and part not in found:
                found |= models_below(part)
    return found


def parts(annotation: object) -> list[object]:
    inner = [each for part in typing.get_args(annotation) for each in parts(part)]
    return [annotation, *inner]


def fields() -> list[tuple[str, str | None]]:
    registry = installed_pipelines()
    roots = [TuneJobSpec, ObjectMeta]
    roots += [pipeline.parameters for name in registry.names() if (pipeline := registry.get(name))]
    roots += [scenario.parameters for scenario in BUILT_IN]
    models = set().union(*(models_below(root) for root in roots))
    return sorted(
        (f"{model.__name__}.{name}", field.description)
        for model in models
        for name, field in model.model_fields.items()
    )


@pytest.mark.parametrize(("field", "description"), fields())
def test_every_field_says_what_it_is(field: str, description: str | None) -> None:
    assert description, f"{field} has no docstring"
    assert description.rstrip().endswith((".", ":", ")", "`")), description
