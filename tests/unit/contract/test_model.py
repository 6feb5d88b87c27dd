import pytest
from pydantic import ValidationError

from tune_contract.model import Model


class Part(Model):
    max_size: int = 3
    note: str | None = None


class Whole(Model):
    part: Part = Part(max_size=4)


@pytest.mark.parametrize("document", [{"maxSize": None}, {"max_size": None}, {"note": None}, {}])
def test_a_field_without_a_value_is_not_there(document) -> None:
    assert Part.model_validate(document) == Part()


def test_also_one_that_is_a_model() -> None:
    assert Whole.model_validate_json('{"part": null}').part.max_size == 4


class Asked(Model):
    since: str | None


def test_a_null_that_a_field_asks_for_is_kept() -> None:
    assert Asked.model_validate({"since": None}).since is None


def test_an_unknown_field_without_a_value_is_unknown() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Part.model_validate({"maxSiez": None})
