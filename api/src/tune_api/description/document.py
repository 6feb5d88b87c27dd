"""The OpenAPI document, with an example of every parameter, body and answer."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Lifespan

from tune_api.description.example import Examples
from tune_api.description.rights import include
from tune_api.ingest.content import JSON
from tune_api.problem import problems
from tune_api.routes import ROUTERS

_DESCRIPTION = """Jobs, their results and live updates; events for Kafka.

Every error is a problem (RFC 9457): `detail` says what is wrong, `hint` what to do about it."""
_WRONG_FORM = "422"
_NOT_OURS = ("HTTPValidationError", "ValidationError")
_METHODS = {"get", "put", "post", "delete", "patch"}
Document = dict[str, Any]


def bare_app(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """An app that says what it is, without routes."""
    return FastAPI(
        title="TuneJob",
        version="v1",
        description=_DESCRIPTION,
        generate_unique_id_function=_operation_id,
        lifespan=lifespan,
        docs_url=None,  # its page would fetch scripts from elsewhere
        redoc_url=None,
    )


def _operation_id(route: APIRoute) -> str:
    """What a generated client calls the operation: as the function here."""
    return route.name


def add_routes(app: FastAPI) -> None:
    """Add all routes, and describe them."""
    for router in ROUTERS:
        include(app, router)
    plain = app.openapi

    def described() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = with_examples(plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def with_examples(document: Document) -> Document:
    """Add an example wherever there is none, and what a wrong parameter is answered here."""
    schemas = document["components"]["schemas"]
    for name in _NOT_OURS:
        schemas.pop(name, None)
    examples = Examples(schemas)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method in _METHODS:
                _mend_wrong_form(operation["responses"])
                _illustrate(operation, examples)
    return document


def _mend_wrong_form(responses: Document) -> None:
    """The framework's own answer to a wrong parameter is a problem here, as all errors are."""
    if _WRONG_FORM in responses and JSON in responses[_WRONG_FORM].get("content", {}):
        responses[_WRONG_FORM] = problems(int(_WRONG_FORM))[int(_WRONG_FORM)]


def _illustrate(operation: Document, examples: Examples) -> None:
    for parameter in operation.get("parameters", []):
        if not {"example", "examples"} & parameter.keys():
            parameter["example"] = examples.of(parameter["schema"], parameter["name"])
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for kind, content in body.get("content", {}).items():
            known = {"example", "examples"} & content.keys()
            if "json" in kind and "schema" in content and not known:
                content["example"] = examples.of(content["schema"])


def written() -> str:
    """The document as a file, which clients are generated from."""
    app = bare_app()
    add_routes(app)
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"
