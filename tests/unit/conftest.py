import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from ..packages import Package  # noqa: TID252

# Machines are slow now and then: a test must not fail for that.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def install(tmp_path, monkeypatch) -> Iterator[Callable[[Package], None]]:
    """install(package) -> it is there as if pip had installed it, until the end of the test."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield lambda package: package.put(folder)
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
