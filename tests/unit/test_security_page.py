"""docs/security.md names only what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ABBREVIATED = {
    "api": "api/src/tune_api",
    "contract": "contract/src/tune_contract",
    "jobs": "jobs/src/tune_jobs",
    "operator": "operator/src/tune_operator/kubernetes",
}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/.]+|supply/[\w/.]*)`", PAGE))))
def test_paths_exist(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(\w+/…/[\w/.]+)`", PAGE))))
def test_places_exist(path):
    member, _, rest = path.partition("/…/")
    assert (ROOT / ABBREVIATED[member] / rest).exists()
