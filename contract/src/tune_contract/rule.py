"""Rules that hold twice: in Python for a file, in CEL for an object that a cluster is given.

The models check every way in: `tune run`, `tune validate`, the operator. A cluster's API server
checks the same by the CRD, also while the operator is down, and shows the same message.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import ConfigDict, JsonValue

VALIDATIONS = "x-kubernetes-validations"
"""The keyword of JSON Schema that holds rules in CEL."""


class Reason(StrEnum):
    """How the API server calls a broken rule."""

    INVALID = "FieldValueInvalid"
    FORBIDDEN = "FieldValueForbidden"
    REQUIRED = "FieldValueRequired"


@dataclass(frozen=True)
class Rule:
    """One rule in CEL. Its twin in Python raises ValueError with the same message."""

    message: str
    """What is wrong and what to do."""
    cel: str
    """True when the rule holds for `self`; with `oldSelf` it is a rule for changes."""
    message_cel: str = ""
    """An expression for a message that names the culprit; `message` stands in if it fails."""
    field_path: str = ""
    """The field below that is to blame, as in `.trigger.schedule`."""
    reason: Reason = Reason.INVALID

    def document(self) -> dict[str, JsonValue]:
        """The rule as a CRD has it."""
        document: dict[str, JsonValue] = {"rule": self.cel, "message": self.message}
        if self.message_cel:
            document["messageExpression"] = self.message_cel
        if self.field_path:
            document["fieldPath"] = self.field_path
        if self.reason is not Reason.INVALID:
            document["reason"] = self.reason.value
        return document


def validations(*rules: Rule) -> dict[str, JsonValue]:
    """The part of a schema that holds the rules."""
    return {VALIDATIONS: [rule.document() for rule in rules]}


def ruled(*rules: Rule) -> ConfigDict:
    """The configuration of a model whose schema has these rules."""
    return ConfigDict(json_schema_extra=validations(*rules))
