"""What the environment tells the driver; read once, in main."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tune_contract.errors import InvalidInput


@dataclass(frozen=True)
class DriverSettings:
    """Where Java and the jars are."""

    java: Path
    jars: Path
    """A folder of jars, put on the class path before pyspark's own."""
    aot_cache: Path | None = None
    """A JDK ahead-of-time cache to start from; never required."""
    aot_output: Path | None = None
    """Where to write such a cache when the driver ends."""
    fault_file: Path | None = None
    """Where a test says at which point the driver dies; none outside of tests."""


def read_settings(environment: Mapping[str, str]) -> DriverSettings:
    """Read JAVA_HOME, TUNE_JARS and, optionally, TUNE_AOT_CACHE, TUNE_AOT_OUTPUT, TUNE_FAULT_FILE.

    Raises:
        InvalidInput: a variable is missing or names nothing.
    """
    java = Path(_required(environment, "JAVA_HOME", "a Java 17 or newer")) / "bin" / "java"
    jars = Path(_required(environment, "TUNE_JARS", "the folder of the Kafka and Delta jars"))
    if not java.is_file():
        raise InvalidInput(f"no Java at {java}", "set JAVA_HOME to a Java 17 or newer")
    if not any(jars.glob("*.jar")):
        raise InvalidInput(f"no jars in {jars}", "set TUNE_JARS to the folder that holds them")
    cache = environment.get("TUNE_AOT_CACHE", "")
    output = environment.get("TUNE_AOT_OUTPUT", "")
    faults = environment.get("TUNE_FAULT_FILE", "")
    return DriverSettings(
        java=java,
        jars=jars,
        aot_cache=Path(cache) if cache and Path(cache).is_file() else None,
        aot_output=Path(output) if output else None,
        fault_file=Path(faults) if faults else None,
    )


def _required(environment: Mapping[str, str], name: str, meaning: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise InvalidInput(f"{name} is not set", f"set it to {meaning}")
    return value
