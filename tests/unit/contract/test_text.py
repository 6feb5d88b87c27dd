from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from tune_contract.text import NumberOrText, Text

WORD = Text("[a-z]+(,[a-z]+)*", 5, "use words", not_starting="no")
SIZE = NumberOrText("[0-9]+(k|M)?", 4, "use a size")


@pytest.mark.parametrize("value", ["a", "a,b", "abcde"])
def test_text_that_fits(value: str) -> None:
    assert TypeAdapter(Annotated[str, WORD]).validate_python(value) == value


@pytest.mark.parametrize("value", ["", "A", "a,", "a\n", "abcdef", "nose"])
def test_text_that_does_not(value: str) -> None:
    with pytest.raises(ValidationError, match="use words"):
        TypeAdapter(Annotated[str, WORD]).validate_python(value)


def test_the_schema_has_pattern_length_and_rule() -> None:
    assert TypeAdapter(Annotated[str, WORD]).json_schema() == {
        "type": "string",
        "maxLength": 5,
        "pattern": "^([a-z]+(,[a-z]+)*)$",
        "x-kubernetes-validations": [
            {
                "rule": "self.matches(r'^([a-z]+(,[a-z]+)*)$') && !self.startsWith('no')",
                "message": "use words",
            }
        ],
    }


@pytest.mark.parametrize(("value", "text"), [(1, "1"), ("1", "1"), (9999, "9999"), ("5k", "5k")])
def test_a_number_is_text(value: object, text: str) -> None:
    assert TypeAdapter(Annotated[str, SIZE]).validate_python(value) == text


@pytest.mark.parametrize(
    ("value", "error"),
    [(-1, "use a size"), (10000, "use a size"), (0.5, "in quotes, as in '0.5'"), (True, "string")],
)
def test_numbers_that_are_refused(value: object, error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        TypeAdapter(Annotated[str, SIZE]).validate_python(value)


def test_the_schema_of_a_number_or_text() -> None:
    schema = TypeAdapter(Annotated[str, SIZE]).json_schema()
    assert schema["x-kubernetes-int-or-string"] is True
    assert schema["anyOf"] == [{"type": "integer"}, {"type": "string"}]
    assert "type" not in schema
