import os
import struct
import subprocess
import time
from pathlib import Path

import pytest

from tune_contract.errors import PermanentError
from tune_contract.runtime.job_config import SparkSettings
from tune_jobs.settings import DriverSettings
from tune_jobs.spark.gateway import (
    Gateway,
    JavaKilled,
    JavaOutOfMemory,
    java_command,
    start_gateway,
)

ADDRESS = struct.pack(">ii", 43210, 6) + b"secret"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the JVM leaves its address in."""
    (tmp_path / "gateway").mkdir()
    return tmp_path / "gateway"


@pytest.fixture
def start(folder):
    """start(script) -> the gateway of a shell that runs it in place of a JVM."""
    started = []

    def start(script: str, patience: float = 30.0) -> Gateway:
        process = subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, cwd=folder)
        started.append(process)
        return Gateway(process, folder / "address", patience)

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def settings(tmp_path: Path) -> DriverSettings:
    for jar in ("jars/b.jar", "jars/a.jar", "pyspark/jars/spark.jar"):
        path = tmp_path / jar
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return DriverSettings(java=tmp_path / "bin" / "java", jars=tmp_path / "jars")


def test_class_path_is_our_jars_and_then_pysparks_in_order(settings, tmp_path):
    command = java_command(settings, tmp_path / "pyspark", "700m")
    jars = [tmp_path / name for name in ("jars/a.jar", "jars/b.jar", "pyspark/jars/spark.jar")]
    assert command[:2] == [f"{tmp_path}/bin/java", "-Xmx700m"]
    assert command[-3:] == [
        "-cp",
        ":".join(map(str, jars)),
        "org.apache.spark.api.python.PythonGatewayServer",
    ]
    assert "-XX:+ExitOnOutOfMemoryError" in command
    assert not [option for option in command if "AOT" in option]


def test_cache_is_handed_to_java(settings, tmp_path):
    cached = DriverSettings(settings.java, settings.jars, aot_cache=Path("/cache/x.aot"))
    command = java_command(cached, tmp_path / "pyspark", "1g")
    assert "-XX:AOTCache=/cache/x.aot" in command
    assert "-Xlog:aot*=error" in command  # else Java says on the standard output what it misses


def test_a_run_that_writes_a_cache_uses_none(settings, tmp_path):
    training = DriverSettings(
        settings.java, settings.jars, Path("/cache/x.aot"), aot_output=Path("/cache/new.aot")
    )
    command = java_command(training, tmp_path / "pyspark", "1g")
    assert [option for option in command if "AOT" in option] == [
        "-XX:AOTCacheOutput=/cache/new.aot"
    ]


def test_address_is_handed_to_pyspark_and_not_left_behind(start, folder, monkeypatch):
    # pyspark reads these two; monkeypatch takes them out of the environment again.
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "")
    monkeypatch.setenv("PYSPARK_GATEWAY_SECRET", "")
    (folder / "later").write_bytes(ADDRESS)
    start("sleep 0.1; mv later address; cat").connect()
    assert os.environ["PYSPARK_GATEWAY_PORT"] == "43210"
    assert os.environ["PYSPARK_GATEWAY_SECRET"] == "secret"
    assert not folder.exists()


def test_address_comes_into_the_jobs_scratch_space(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "")
    monkeypatch.setenv("PYSPARK_GATEWAY_SECRET", "")
    settings.java.parent.mkdir()
    (tmp_path / "later").write_bytes(ADDRESS)
    settings.java.write_text(
        f'#!/bin/sh\ncp {tmp_path}/later "$_PYSPARK_DRIVER_CONN_INFO_PATH"\ncat\n'
    )
    settings.java.chmod(0o755)
    scratch = tmp_path / "run" / "scratch"
    gateway = start_gateway(settings, SparkSettings(local_dir=str(scratch), driver_memory="700m"))
    try:
        (folder,) = scratch.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700  # the address file holds the secret
        gateway.connect()
        assert list(scratch.iterdir()) == []
    finally:
        gateway.close()


@pytest.mark.parametrize(
    ("script", "kind", "message"),
    [
        ("exit 3", JavaOutOfMemory, "Java ran out of memory"),
        ("exit 1", PermanentError, "Java ended with exit code 1"),
        ("kill -9 $$", JavaKilled, "Java was ended by SIGKILL"),
    ],
)
def test_java_that_ends_before_it_listens_says_why(start, script, kind, message):
    with pytest.raises(kind) as raised:
        start(script).connect()
    assert type(raised.value) is kind
    assert raised.value.message == message


def test_java_that_runs_has_no_failure(start):
    gateway = start("cat")
    assert gateway.failure(timeout=0.05) is None


def test_close_ends_java_and_leaves_nothing(start, folder):
    start("cat").close()
    assert not folder.exists()


def test_java_that_does_not_end_is_killed(start):
    gateway = start("trap '' TERM; while true; do sleep 0.1; done", patience=0.2)
    began = time.monotonic()
    gateway.close()
    assert time.monotonic() - began < 5
    assert isinstance(gateway.failure(), JavaKilled)
