import pytest
from pydantic import ValidationError

from tune_contract.scenarios.regions import RegionsParameters

NORWAY = {"name": "NO", "weight": 1}


def test_it_is_without_end() -> None:
    assert RegionsParameters().own_total() == 0


def test_a_span_needs_a_total() -> None:
    assert RegionsParameters.model_validate({"span": "2d"}).needs_total() == "span"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"span": "32d"}, "longer than 31d"),
        ({"regions": [NORWAY, NORWAY]}, "two regions have the same name"),
        ({"regions": [{**NORWAY, "name": "no"}]}, "use two capital letters"),
    ],
)
def test_what_is_wrong(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RegionsParameters.model_validate(given)
