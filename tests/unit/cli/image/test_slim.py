import importlib.util
import zipfile
from itertools import chain
from pathlib import Path

import pytest

from tune_cli.image.slim import NATIVE_CODE, UNNEEDED, slim
from tune_contract.errors import InvalidInput

PATTERNS = tuple(chain.from_iterable(UNNEEDED.values()))
ROCKSDB = ("librocksdbjni-linux64.so", "librocksdbjni-linux64-musl.so", "org/rocksdb/RocksDB.class",
           "librocksdbjni-linux-aarch64.so", "librocksdbjni-osx-x86_64.jnilib")  # fmt: skip
ZSTD = ("linux/amd64/libzstd.so", "linux/aarch64/libzstd.so", "win/amd64/libzstd.dll", "a.class")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of packages with all that is dropped, and some that is not."""
    jars = tmp_path / "pyspark" / "jars"
    jars.mkdir(parents=True)
    for pattern in PATTERNS:
        path = tmp_path / pattern.replace("*", "1")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in ("spark-core_2.13-4.2.0.jar", "hive-storage-api-2.8.1.jar"):
        (jars / name).touch()
    for name, entries in (("rocksdbjni-9.jar", ROCKSDB), ("zstd-jni-1.jar", ZSTD)):
        with zipfile.ZipFile(jars / name, "w") as jar:
            for entry in entries:
                jar.writestr(entry, entry)
    return tmp_path


def entries(jar: Path) -> set[str]:
    with zipfile.ZipFile(jar) as opened:
        return set(opened.namelist())


def test_only_what_is_listed_goes(packages):
    slim(packages, "x86_64")
    left = {path.name for path in packages.rglob("*") if path.is_file()}
    assert left == {
        "spark-core_2.13-4.2.0.jar", "hive-storage-api-2.8.1.jar", "rocksdbjni-9.jar",
        "zstd-jni-1.jar",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("machine", "rocksdb", "zstd"),
    [
        ("x86_64", {"librocksdbjni-linux64.so"}, {"linux/amd64/libzstd.so"}),
        ("aarch64", {"librocksdbjni-linux-aarch64.so"}, {"linux/aarch64/libzstd.so"}),
        ("riscv64", {*ROCKSDB}, {*ZSTD}),
    ],
)
def test_native_code_of_the_machine_stays(packages, machine, rocksdb, zstd):
    slim(packages, machine)
    jars = packages / "pyspark" / "jars"
    assert entries(jars / "rocksdbjni-9.jar") == rocksdb | {"org/rocksdb/RocksDB.class"}
    assert entries(jars / "zstd-jni-1.jar") == zstd | {"a.class"}


def test_a_list_of_another_version_is_told(packages):
    (packages / "pyspark" / "jars" / "derby1").unlink()
    with pytest.raises(InvalidInput, match="derby"):
        slim(packages, "x86_64")


def test_the_lists_are_of_the_installed_versions():
    installed = Path(importlib.util.find_spec("pyspark").origin).parents[1]
    assert [pattern for pattern in PATTERNS if not any(installed.glob(pattern))] == []
    for name, machines in NATIVE_CODE.items():
        (jar,) = (installed / "pyspark" / "jars").glob(f"{name}-*.jar")
        for kept in machines.values():
            assert any(entry.startswith(kept) for entry in entries(jar))
