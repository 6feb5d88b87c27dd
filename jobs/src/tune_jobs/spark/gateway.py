"""Starts the JVM that Spark runs in, and gives pyspark its address.

pyspark would run the `spark-submit` script: a second JVM, and options that a Java made small lacks.
The class it ends up in is started directly instead, while Python goes on importing.
"""

import importlib.util
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from tune_contract.errors import PermanentError, TemporaryError, TuneError
from tune_contract.runtime.job_config import SparkSettings
from tune_jobs.settings import DriverSettings

_GATEWAY = "org.apache.spark.api.python.PythonGatewayServer"
_CLOSE_SECONDS = 30.0  # Spark has little to finish once it is stopped
_RECORD_SECONDS = 300.0  # Java writes an ahead-of-time cache when it ends: 20 s on two free cores
_START_SECONDS = 60.0  # a JVM on a busy small machine has been seen to take 12
_END_SECONDS = 0.5  # from the first failed call until the JVM's end can be seen
_OUT_OF_MEMORY = 3  # the exit code of ExitOnOutOfMemoryError
_LOG_CONFIG = Path(__file__).parent / "log4j2.properties"

# What Spark asks of Java 17 and newer (org.apache.spark.launcher.JavaModuleOptions).
_OPENED = (
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.io",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "jdk.internal.ref",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.util.calendar",
)
_OPTIONS = (
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+IgnoreUnrecognizedVMOptions",  # Java 17 knows neither of the two above
    "-XX:+UseG1GC",
    # Spark makes one method of a whole stage; Java would interpret those above 8,000 bytes.
    "-XX:-DontCompileHugeMethods",
    "-XX:+ExitOnOutOfMemoryError",  # a driver out of memory must end, not linger
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
    f"-Dlog4j2.configurationFile={_LOG_CONFIG}",
)

# Java warns, on the standard output, of each class that a cache cannot hold.
_QUIET = "-Xlog:aot*=error"


class JavaOutOfMemory(PermanentError):  # noqa: N818 - reads as a sentence where it is raised
    """The JVM's heap was too small."""


class JavaKilled(TemporaryError):  # noqa: N818
    """Somebody ended the JVM."""


class Gateway:
    """A running JVM. It ends when its standard input is closed, so it cannot outlive us."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        address_file: Path,
        patience: float = _CLOSE_SECONDS,
    ) -> None:
        self._process = process
        self._address_file = address_file
        self._patience = patience

    def connect(self) -> None:
        """Wait until the JVM listens and tell pyspark where.

        Raises:
            TuneError: the JVM ended or does not listen within a minute.
        """
        deadline = time.monotonic() + _START_SECONDS
        while not self._address_file.exists():
            ended = self.failure(timeout=0.01)
            if ended is not None:
                raise ended
            if time.monotonic() > deadline:
                raise PermanentError("Java did not start within a minute", "see the driver's log")
        port, secret = _read_address(self._address_file)
        self._forget_address()  # now: a driver that is killed leaves nothing behind
        os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
        os.environ["PYSPARK_GATEWAY_SECRET"] = secret

    def failure(self, timeout: float = _END_SECONDS) -> TuneError | None:
        """Why the JVM has ended by itself; None when it still runs after `timeout` seconds."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        if code == _OUT_OF_MEMORY:
            return JavaOutOfMemory("Java ran out of memory", "raise driver.memory")
        if code < 0:
            return JavaKilled(
                f"Java was ended by {signal.Signals(-code).name}",
                "see the machine's log: it may be out of memory",
            )
        return PermanentError(
            f"Java ended with exit code {code}",
            "see the driver's log; driver.memory may be more than the machine has",
        )

    def die(self) -> None:
        """End the JVM and this process at once: the JVM first, so that it commits nothing more."""
        self._process.kill()
        os.kill(os.getpid(), signal.SIGKILL)

    def close(self) -> None:
        """End the JVM: politely, then not."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._forget_address()

    def _forget_address(self) -> None:
        shutil.rmtree(self._address_file.parent, ignore_errors=True)


def start_gateway(settings: DriverSettings, spark: SparkSettings) -> Gateway:
    """Start the JVM without waiting for it.

    Its address comes into a folder in the job's scratch space, which whoever starts drivers clears
    away; without one, into the machine's folder for temporary files.
    """
    if spark.local_dir:
        Path(spark.local_dir).mkdir(parents=True, exist_ok=True)
    address = (
        Path(tempfile.mkdtemp(prefix="tune-gateway-", dir=spark.local_dir or None)) / "address"
    )
    spark_home = find_spark_home()
    environment = {
        **os.environ,
        "SPARK_HOME": str(spark_home),
        "_PYSPARK_DRIVER_CONN_INFO_PATH": str(address),
    }
    process = subprocess.Popen(
        java_command(settings, spark_home, spark.driver_memory),
        stdin=subprocess.PIPE,
        env=environment,
    )
    patience = _RECORD_SECONDS if settings.aot_output else _CLOSE_SECONDS
    return Gateway(process, address, patience)


def java_command(settings: DriverSettings, spark_home: Path, driver_memory: str) -> list[str]:
    """The JVM's command line."""
    return [*spark_java(settings, spark_home, driver_memory), _GATEWAY]


def spark_java(settings: DriverSettings, spark_home: Path, memory: str) -> list[str]:
    """Java with Spark's flags and class path; the class to run comes behind it.

    Driver and executors start alike: an ahead-of-time cache fits only the very same class path.
    """
    # Ours come first: one of them has a class in the place of pyspark's.
    jars = [*sorted(settings.jars.glob("*.jar")), *sorted((spark_home / "jars").glob("*.jar"))]
    aot = []
    if settings.aot_output:
        aot = [f"-XX:AOTCacheOutput={settings.aot_output}", _QUIET]
    elif settings.aot_cache:
        aot = [f"-XX:AOTCache={settings.aot_cache}", _QUIET]
    return [
        str(settings.java),
        f"-Xmx{memory}",
        *aot,
        *_OPTIONS,
        "-cp",
        ":".join(map(str, jars)),
    ]


def find_spark_home() -> Path:
    """Where pyspark is, without importing it.

    Raises:
        PermanentError: it is not installed.
    """
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise PermanentError("pyspark is not installed", "install tune-jobs")
    return Path(found.origin).parent


def _read_address(path: Path) -> tuple[int, str]:
    """The port (4 bytes), the secret's length (4 bytes) and the secret, as Spark writes them."""
    content = path.read_bytes()
    port, length = struct.unpack(">ii", content[:8])
    return port, content[8 : 8 + length].decode()
