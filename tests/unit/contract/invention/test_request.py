import pytest
from pydantic import ValidationError

from tune_contract.invention.request import InventionRequest


@pytest.mark.parametrize(
    "given", [{"tracks": 101}, {"tracks": 0}, {"personas": 21}, {"theme": ""}, {"theme": "a\nb"}]
)
def test_a_request_has_limits(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InventionRequest.model_validate(given)
