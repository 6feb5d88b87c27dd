"""Turns pydantic's errors into lines a user can act on: the path, the value, what is allowed."""

import difflib
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tune_contract.errors import InvalidInput

_SHOWN_VALUE = 60  # characters: enough to recognise a value, too few to fill the screen
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class Problem:
    """One thing wrong: `path: message`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidDocument(InvalidInput):
    """A document with one or more problems."""

    def __init__(self, what: str, problems: list[Problem], hint: str = "") -> None:
        shown = [str(problem) for problem in problems[:_SHOWN_PROBLEMS]]
        if len(problems) > _SHOWN_PROBLEMS:
            shown.append(f"and {len(problems) - _SHOWN_PROBLEMS} more")
        separator = "\n  " if len(shown) > 1 else " "
        super().__init__(f"{what} is not valid:{separator}" + "\n  ".join(shown), hint)
        self.problems = problems


def problems_of(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    """All problems of a validation, in the document's own spelling.

    Args:
        error: what pydantic raised.
        model: the model that was validated, to name the allowed fields.
        prefix: the path of the model inside its document, as in `spec.parameters`.
    """
    return [_problem(each, model, prefix) for each in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, model: type[BaseModel], prefix: str) -> Problem:
    path = _join(prefix, detail["loc"])
    if detail["type"] == "extra_forbidden":
        unknown = str(detail["loc"][-1])
        return Problem(
            path, f"unknown field{_allowed(unknown, _fields(model, detail['loc'][:-1]))}"
        )
    if detail["type"] == "missing":
        return Problem(path, "is missing")
    message = detail["msg"].removeprefix("Value error, ")
    value = detail["input"]
    shown = "" if isinstance(value, Mapping | BaseModel | list) else f"{_short(value)}: "
    return Problem(path, shown + message[:1].lower() + message[1:])


def _join(prefix: str, location: Iterable[int | str]) -> str:
    path = prefix
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]":
            path += f".{part}" if path else part
    return path


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_VALUE else f"{text[:_SHOWN_VALUE]}…"


def _allowed(unknown: str, fields: list[str]) -> str:
    near = difflib.get_close_matches(unknown, fields, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; allowed: {', '.join(fields)}" if fields else ""


def _fields(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The spelling of the fields of the model that stands at `location` below `model`."""
    current: object = model
    for part in location:
        nested = _model_in(current)
        if nested is None:
            return []
        named = {field.alias or name: field for name, field in nested.model_fields.items()}
        if isinstance(part, str) and part in named:
            current = named[part].annotation
    nested = _model_in(current)
    if nested is None:
        return []
    return [field.alias or name for name, field in nested.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside `X`, `X | None`, `list[X]` or `dict[str, X]`."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, BaseModel) else None
    found = (_model_in(part) for part in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
