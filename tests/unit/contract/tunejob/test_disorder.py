from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tune_contract.tunejob.disorder import DisorderSpec

SHARES = ("late", "outOfOrder", "duplicated", "malformed", "future")


def test_nothing_is_asked_for_by_default() -> None:
    assert not DisorderSpec().asked()
    assert not DisorderSpec(late_by=timedelta(hours=1)).asked()


@pytest.mark.parametrize("share", SHARES)
def test_each_share_asks_for_it(share: str) -> None:
    assert DisorderSpec.model_validate({share: 0.01}).asked()


def test_all_events_may_have_a_fault() -> None:
    shares = dict(zip(SHARES, (0.2, 0.4, 0.3, 0.1, 0), strict=True))
    assert sum(shares.values()) > 1  # as floats add up
    assert DisorderSpec.model_validate(shares).asked()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"late": 0.6, "duplicated": 0.5}, "one fault at most"),
        ({"late": 1.5}, "less than or equal to 1"),
        ({"late": -0.1}, "greater than or equal to 0"),
        ({"lateBy": "0s"}, "longer than 0s"),
    ],
)
def test_what_is_wrong(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        DisorderSpec.model_validate(given)
