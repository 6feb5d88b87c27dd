"""A home in a temporary folder, and jobs to put into it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tune_cli.settings import Home
from tune_contract.tunejob import TuneJob


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def build_job(name: str = "genres", **spec: object) -> TuneJob:
    """A job from the camelCase fields of its spec."""
    return TuneJob.model_validate(
        {
            "metadata": {"name": name},
            "spec": {
                "pipeline": "genre-counts",
                "kafka": {"topics": {"plays": {"name": "music-plays"}}},
                "sinks": [{"postgres": {"secretRef": {"name": "results-db"}}}],
                **spec,
            },
        }
    )


@pytest.fixture
def make_job() -> Callable[..., TuneJob]:
    return build_job
