"""Tells producers of one scenario and seed apart that make other events all the same."""

import hashlib
import json
from collections.abc import Mapping

from pydantic import JsonValue

from tune_contract.scenarios.registry import find_scenario
from tune_contract.tunejob.disorder import DisorderSpec

_LENGTH = 8  # hex digits: a job has a handful of variants


def variant(scenario: str, parameters: Mapping[str, JsonValue], disorder: DisorderSpec) -> str:
    """A hash of what is not the default; empty when all is.

    Raises:
        ValidationError: the parameters were never checked, and are wrong.
    """
    declared = find_scenario(scenario)
    own = declared.parameters.model_validate(parameters) if declared else None
    said = {
        "parameters": own.model_dump(mode="json", exclude_defaults=True) if own else {},
        "disorder": disorder.model_dump(mode="json", exclude_defaults=True),
    }
    if not any(said.values()):
        return ""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
