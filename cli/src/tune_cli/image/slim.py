"""Drops the parts of pyspark and pyarrow that no driver and no executor of ours can use.

Each entry has a reason. What is in doubt stays: an image may bring pipelines of its own.
"""

import platform
import shutil
import zipfile
from pathlib import Path

from tune_cli.image.jars import set_jar_times
from tune_contract.errors import InvalidInput

UNNEEDED = {
    "Examples, their data, tests, and headers to compile against.": (
        "pyspark/examples", "pyspark/data", "pyspark/sbin",
        "pyarrow/include", "pyarrow/includes", "pyarrow/src", "pyarrow/tests",
        "pyarrow/*.pyx", "pyarrow/*.pxi", "pyarrow/*.pxd",
    ),
    "Arrow's network service and its S3: the file sinks write folders.": (
        "pyarrow/libarrow_flight.so.*", "pyarrow/libarrow_python_flight.so*", "pyarrow/_flight.*",
        "pyarrow/libarrow_s3.so.*", "pyarrow/_s3fs.*",
    ),
    "Machine learning: pyspark.ml needs numpy, which is not here either.": (
        "pyspark/jars/spark-mllib*", "pyspark/jars/breeze*", "pyspark/jars/spire*",
        "pyspark/jars/cats-kernel*", "pyspark/jars/algebra*", "pyspark/jars/blas-*",
        "pyspark/jars/lapack-*", "pyspark/jars/arpack*", "pyspark/jars/JTransforms*",
        "pyspark/jars/JLargeArrays*", "pyspark/jars/spark-graphx*",
    ),
    "Hive's metastore and its databases: tables are Delta's, or PostgreSQL's.": (
        "pyspark/jars/spark-hive*", "pyspark/jars/hive-beeline*", "pyspark/jars/hive-cli*",
        "pyspark/jars/hive-common*", "pyspark/jars/hive-exec*", "pyspark/jars/hive-jdbc*",
        "pyspark/jars/hive-metastore*", "pyspark/jars/hive-serde*", "pyspark/jars/hive-service*",
        "pyspark/jars/hive-shims*", "pyspark/jars/derby*", "pyspark/jars/datanucleus*",
        "pyspark/jars/HikariCP*", "pyspark/jars/jdo-api*", "pyspark/jars/javax.jdo*",
        "pyspark/jars/libthrift*", "pyspark/jars/libfb303*",
    ),
    "Spark Connect's server, the shells and YARN: a driver is one process, on Kubernetes.": (
        "pyspark/jars/spark-connect*", "pyspark/jars/connect-repl", "pyspark/jars/spark-repl*",
        "pyspark/jars/spark-pipelines*", "pyspark/jars/scala-compiler*", "pyspark/jars/jline*",
        "pyspark/jars/spark-yarn*", "pyspark/python",
    ),
    "Jars of native code for other systems.": (
        "pyspark/jars/netty-*-osx-*", "pyspark/jars/netty-*-windows-*",
        "pyspark/jars/netty-*-linux-riscv64*",
    ),
}  # fmt: skip

NATIVE_CODE = {
    "rocksdbjni": {
        "x86_64": "librocksdbjni-linux64.so",
        "aarch64": "librocksdbjni-linux-aarch64.so",
    },
    "zstd-jni": {"x86_64": "linux/amd64/", "aarch64": "linux/aarch64/"},
}
"""Jars with code for up to 18 systems (70 and 7 MB) -> machine -> how its own code is named."""
_LIBRARY = (".so", ".dll", ".dylib", ".jnilib")


def slim(packages: Path, machine: str = platform.machine()) -> None:
    """Slim the Python packages in a folder.

    Args:
        packages: the folder that holds `pyspark` and `pyarrow`.
        machine: whose native code stays, as `platform.machine` says it.

    Raises:
        InvalidInput: something to be dropped is not there: the list is of another version.
    """
    for reason, patterns in UNNEEDED.items():
        for pattern in patterns:
            found = list(packages.glob(pattern))
            if not found:
                raise InvalidInput(f"no {pattern} in {packages}", f"mend the list: {reason}")
            for each in found:
                shutil.rmtree(each) if each.is_dir() else each.unlink()
    jars = packages / "pyspark" / "jars"
    for name, machines in NATIVE_CODE.items():
        if machine in machines:
            (jar,) = jars.glob(f"{name}-*.jar")
            _keep_native(jar, machines[machine])
    set_jar_times(jars)


def _keep_native(jar: Path, kept: str) -> None:
    """Write a jar anew with only that native code."""
    beside = jar.with_suffix(".new")
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(beside, "w") as new:
        entries = old.infolist()
        if not any(entry.filename.startswith(kept) for entry in entries):
            raise InvalidInput(f"no {kept} in {jar.name}", "mend the list of native code")
        for entry in entries:
            name = entry.filename
            if name.startswith(kept) or not name.endswith(_LIBRARY):
                new.writestr(entry, old.read(entry))
    beside.replace(jar)
