from datetime import datetime
from enum import StrEnum

import pytest
from pydantic import Field, JsonValue

from tune_contract.crd.structural import structural
from tune_contract.duration import Duration
from tune_contract.model import LenientModel, Model
from tune_contract.rule import Rule, ruled
from tune_contract.tunejob.compute import Quantity


class Colour(StrEnum):
    """A colour."""

    RED = "red"
    BLUE = "blue"


class Inner(Model):
    """What is inside."""

    size: Quantity = "1Gi"
    """How large."""


class Outer(Model):
    """What is outside."""

    model_config = ruled(Rule("mend it", "has(self.name)"))

    name: str = Field(min_length=1)
    """What it is called."""
    colour: Colour = Colour.RED
    """How it looks."""
    inner: Inner = Inner()
    other: Inner | None = None
    """Another one."""
    count: int | None = Field(None, ge=1)
    """How many."""
    free: dict[str, JsonValue] = Field(default_factory=dict)
    named: dict[str, Inner] = Field(default_factory=dict, max_length=4)
    listed: list[str] = Field(default_factory=list, max_length=2)


def field(name: str) -> dict[str, JsonValue]:
    return structural(Outer)["properties"][name]  # type: ignore[index, return-value, call-overload]


def test_the_model_itself() -> None:
    schema = structural(Outer)
    assert {key: value for key, value in schema.items() if key != "properties"} == {
        "description": "What is outside.",
        "type": "object",
        "required": ["name"],
        "x-kubernetes-validations": [{"rule": "has(self.name)", "message": "mend it"}],
    }


def test_a_default_stands_at_the_field() -> None:
    assert field("colour") == {
        "description": "How it looks.",
        "type": "string",
        "enum": ["red", "blue"],
        "default": "red",
    }


def test_a_part_with_defaults_begins_empty() -> None:
    assert field("inner")["default"] == {}
    assert field("inner")["description"] == "What is inside."


def test_what_may_be_left_out_has_one_type_and_no_null() -> None:
    other = field("other")
    assert (other["type"], other["description"]) == ("object", "Another one.")
    assert "default" not in other
    assert field("count") == {"description": "How many.", "type": "integer", "minimum": 1}


def test_integer_or_string() -> None:
    size = field("inner")["properties"]["size"]  # type: ignore[index, call-overload]
    assert list(size) == [
        "description",
        "anyOf",
        "x-kubernetes-int-or-string",
        "default",
        "maxLength",
        "x-kubernetes-validations",
    ]


def test_maps_and_lists() -> None:
    assert field("free") == {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    named = field("named")
    assert named["maxProperties"] == 4
    assert named["additionalProperties"]["type"] == "object"  # type: ignore[index, call-overload]
    assert field("listed") == {"type": "array", "maxItems": 2, "items": {"type": "string"}}


class Written(LenientModel):
    """What the operator writes."""

    colour: Colour = Colour.RED
    """How it looks."""
    time: datetime | None = None


def test_what_the_operator_writes_is_neither_closed_nor_filled_in() -> None:
    assert structural(Written, written_by="operator")["properties"] == {
        "colour": {"description": "How it looks. One of red, blue.", "type": "string"},
        "time": {"type": "string", "format": "date-time"},
    }


class Patterned(Model):
    wait: Duration


def test_a_rule_stands_in_for_a_pattern() -> None:
    wait = structural(Patterned)["properties"]["wait"]  # type: ignore[index, call-overload]
    assert "pattern" not in wait
    assert wait["x-kubernetes-validations"][0]["message"].startswith("not a duration")


class Union(Model):
    either: int | str


class Exclusive(Model):
    above: int = Field(gt=0)


class Tuple(Model):
    pair: tuple[int, str]


@pytest.mark.parametrize(
    ("model", "error"),
    [
        (Union, "Union.either: a field of a CRD has one type"),
        (Exclusive, "Exclusive.above: a CRD cannot say exclusiveMinimum"),
        (Tuple, "Tuple.pair: a CRD cannot say prefixItems"),
    ],
)
def test_what_a_crd_cannot_say(model, error) -> None:
    with pytest.raises(ValueError, match=error):
        structural(model)
