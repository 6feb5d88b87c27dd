import json
from typing import Any

import pytest
from pydantic import BaseModel

from tune_contract.crd.definition import CRD_NAME, MAX_BYTES, custom_resource_definition
from tune_contract.rule import VALIDATIONS
from tune_contract.tunejob.spec import TuneJobSpec

CRD: dict[str, Any] = custom_resource_definition()
VERSION = CRD["spec"]["versions"][0]
SCHEMA = VERSION["schema"]["openAPIV3Schema"]


def schemas(schema: dict[str, Any], path: str) -> list[tuple[str, dict[str, Any]]]:
    parts = {f"{path}.{name}": each for name, each in schema.get("properties", {}).items()}
    parts |= {f"{path}[]": schema["items"]} if "items" in schema else {}
    values = schema.get("additionalProperties")
    parts |= {f"{path}.<name>": values} if values else {}
    return [(path, schema), *(found for at, each in parts.items() for found in schemas(each, at))]


ALL = schemas(SCHEMA, "")
SPEC = [(path, schema) for path, schema in ALL if path.startswith(".spec")]


def test_names() -> None:
    assert CRD["metadata"]["name"] == CRD_NAME == "tunejobs.tunejob.io"
    assert CRD["spec"]["names"]["shortNames"] == ["tj"]
    assert CRD["spec"]["names"]["categories"] == ["all"]
    assert CRD["spec"]["scope"] == "Namespaced"


def test_kubectl_apply_can_keep_it_in_an_annotation() -> None:
    assert len(json.dumps(CRD)) < MAX_BYTES // 2


def test_subresources() -> None:
    assert VERSION["subresources"] == {
        "status": {},
        "scale": {
            "specReplicasPath": ".spec.executor.instances",
            "statusReplicasPath": ".status.executors",
        },
    }


@pytest.mark.parametrize("column", VERSION["additionalPrinterColumns"], ids=lambda it: it["name"])
def test_columns_show_fields_that_exist(column) -> None:
    path = column["jsonPath"].replace('[?(@.type=="Ready")]', "[]")
    known = {at: schema["type"] for at, schema in ALL if "type" in schema}
    known[".metadata.creationTimestamp"] = "date"
    assert known[path] == column["type"]


def test_a_condition_stands_once() -> None:
    conditions = SCHEMA["properties"]["status"]["properties"]["conditions"]
    assert conditions["x-kubernetes-list-type"] == "map"
    assert conditions["x-kubernetes-list-map-keys"] == ["type"]


def test_every_field_says_what_it_means() -> None:
    assert [path for path, each in SPEC if not named(path, each)] == []


def named(path: str, schema: dict[str, Any]) -> bool:
    return bool(schema.get("description")) or path.endswith((".<name>", "[]"))


def test_text_and_maps_and_lists_are_bounded() -> None:
    limits = {"array": "maxItems", "string": "maxLength", "object": "maxProperties"}
    unbounded = {
        path
        for path, schema in SPEC
        for kind in [schema.get("type", "string")]
        if kind in limits and limits[kind] not in schema and not closed(schema)
    }
    assert unbounded == {".spec.driver.template", ".spec.executor.template"}


def closed(schema: dict[str, Any]) -> bool:
    return "enum" in schema or "properties" in schema


def models_below(model: type[BaseModel]) -> set[type[BaseModel]]:
    definitions = model.model_json_schema()["$defs"]
    found = {model}
    todo = [model]
    while todo:
        for each in todo.pop().__pydantic_fields__.values():
            for part in parts(each.annotation):
                if part.__name__ in definitions and part not in found:
                    found.add(part)
                    todo.append(part)
    return found


def parts(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    inner = getattr(annotation, "__args__", ())
    return [found for each in inner for found in parts(each)]


def test_a_model_that_checks_its_fields_together_has_a_rule_for_the_cluster() -> None:
    checking = {
        model
        for model in models_below(TuneJobSpec)
        for check in model.__pydantic_decorators__.model_validators.values()
        if check.info.mode == "after"
    }
    assert len(checking) > 5
    assert [model for model in checking if not model.model_config.get("json_schema_extra")] == []


def test_rules_do_not_stand_where_a_pattern_does() -> None:
    for path, schema in ALL:
        assert VALIDATIONS not in schema or "pattern" not in schema, path
        assert "$ref" not in schema
