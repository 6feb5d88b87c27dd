import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tune_api.description.document import written

FILE = Path(__file__).parents[4] / "docs" / "reference" / "openapi.json"
METHODS = {"get", "put", "post", "delete", "patch"}
DOCUMENT = json.loads(written())
OPERATIONS = [
    (f"{method} {path}", operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if method in METHODS
]


def test_the_file_is_as_the_code_says():
    assert FILE.read_text(encoding="utf-8") == written(), "stale: make docs"


def test_it_is_what_the_api_answers(client):
    assert client.get("/openapi.json").json() == DOCUMENT


def test_each_operation_has_a_name_of_its_own():
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(names) == len(set(names))
    assert {"list_jobs", "suspend_job", "send_events"} <= set(names)


@pytest.mark.parametrize(("where", "operation"), OPERATIONS)
def test_everything_has_an_example_that_is_right(where, operation):
    for parameter in operation.get("parameters", []):
        check(parameter, f"{where}: {parameter['name']}")
    for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
        for kind, content in body.get("content", {}).items():
            if "json" in kind:
                check(content, f"{where}: {kind}")


def check(described, where):
    examples = [each["value"] for each in described.get("examples", {}).values()]
    examples += [described["example"]] if "example" in described else []
    assert examples, f"{where} has no example"
    whole = {**described["schema"], "components": DOCUMENT["components"]}
    for example in examples:
        errors = [error.message for error in Draft202012Validator(whole).iter_errors(example)]
        assert errors == [], where
