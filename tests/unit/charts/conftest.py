from pathlib import Path

import pytest

CHARTS = Path(__file__).parents[3] / "charts"


@pytest.fixture(params=["tunejob", "tunejob-kafka"])
def chart(request) -> Path:
    return CHARTS / request.param
