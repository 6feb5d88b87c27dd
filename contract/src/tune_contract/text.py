"""Text with a pattern, a length and advice: one definition for Python, JSON Schema and CEL."""

import re
from dataclasses import dataclass

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from tune_contract.rule import Rule, validations


@dataclass(frozen=True)
class Text:
    """Annotates a string. The pattern must mean the same in Python's `re` and in RE2."""

    pattern: str
    """What the whole text must match: no quotes, and `[0-9]`, for digits differ in the two."""
    longest: int
    """Characters."""
    advice: str
    """The error: how to write it."""
    not_starting: str = ""
    """How it must not start: RE2 has no look-ahead."""

    def check(self, value: str) -> str:
        """Return the value.

        Raises:
            ValueError: it is too long, or not as the pattern wants it.
        """
        fits = len(value) <= self.longest and re.fullmatch(self.pattern, value)
        if not fits or (self.not_starting and value.startswith(self.not_starting)):
            raise ValueError(self.advice)
        return value

    def cel(self, value: str = "self") -> str:
        """The check in CEL, but for the length: a schema's maxLength sees to that."""
        matches = f"{value}.matches(r'{self._anchored()}')"
        if not self.not_starting:
            return matches
        return f"{matches} && !{value}.startsWith('{self.not_starting}')"

    def rule(self) -> Rule:
        """The check as a rule."""
        return Rule(self.advice, self.cel())

    def _anchored(self) -> str:
        return f"^({self.pattern})$"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        limits = {"maxLength": self.longest, "pattern": self._anchored()}
        return {**handler(schema), **limits, **validations(self.rule())}


@dataclass(frozen=True)
class NumberOrText(Text):
    """Annotates a string that may also be given as a whole number: `cpu: 1` means `cpu: "1"`."""

    def rule(self) -> Rule:
        """The check as a rule."""
        return Rule(self.advice, f"type(self) == int ? self >= 0 : {self.cel()}")

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        checked = super().__get_pydantic_core_schema__(source, handler)
        return core_schema.no_info_before_validator_function(_as_text, checked)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = super().__get_pydantic_json_schema__(schema, handler)
        either = {"anyOf": [{"type": "integer"}, {"type": text.pop("type")}]}
        return {**either, "x-kubernetes-int-or-string": True, **text}


def _as_text(value: object) -> object:
    if isinstance(value, float):  # Kubernetes keeps no fractions, for they are read inexactly
        raise ValueError(f"put a fraction in quotes, as in '{value}'")  # noqa: TRY004 - pydantic's
    return str(value) if type(value) is int else value  # a bool is an int to isinstance
