"""What OpenAPI says of every route that needs a right."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, params
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer

from tune_api.access.credential import COOKIE
from tune_api.access.scope import Scope, scope_needed
from tune_api.problem import problems

# They ask nobody, the middleware has done that before: a body is not read for those it refuses.
_WAYS = (
    HTTPBearer(auto_error=False, description="a key, when the API wants one"),
    APIKeyHeader(name="X-API-Key", auto_error=False, description="the same"),
    APIKeyCookie(name=COOKIE, auto_error=False, description="the page's session"),
)


@dataclass(frozen=True)
class Said:
    """What is said of a router's routes."""

    dependencies: list[params.Depends] = field(default_factory=list)
    responses: dict[int | str, dict[str, Any]] = field(default_factory=dict)


def include(app: FastAPI, router: APIRouter) -> None:
    """Add a router, and say of its routes what they need."""
    said = _said(scope_needed("GET", router.prefix))
    app.include_router(router, dependencies=said.dependencies, responses=said.responses)


def _said(needed: Scope | None) -> Said:
    if needed is None:
        return Said()
    return Said([Depends(way) for way in _WAYS], problems(401, 403, 429))
