"""The environment by which a driver finds Java, the jars and its ahead-of-time cache."""

from tune_cli.settings import Home
from tune_cli.stack.aot import AotCache, JvmKind, aot_cache
from tune_cli.stack.jars import Jars
from tune_cli.stack.java import Java


def driver_java(java: Java, jars: Jars, cache: AotCache) -> dict[str, str]:
    """The variables for a driver, with the cache when there is one."""
    found = {"TUNE_AOT_CACHE": str(cache.file)} if cache.file.exists() else {}
    return _base(java, jars) | found


def training_java(java: Java, jars: Jars, cache: AotCache) -> dict[str, str]:
    """The variables for a driver that records the cache when it ends."""
    return _base(java, jars) | {"TUNE_AOT_OUTPUT": str(cache.recording)}


def driver_cache(home: Home, java: Java, jars: Jars, memory: str) -> AotCache:
    """The cache of a driver with that much memory: the heap's size is part of the fit."""
    flags = ("-XX:+UseG1GC", f"-Xmx{memory}")
    return aot_cache(home.aot, JvmKind.DRIVER, java, jars.driver, flags)


def _base(java: Java, jars: Jars) -> dict[str, str]:
    return {"JAVA_HOME": str(java.home), "TUNE_JARS": str(jars.folder / "spark")}
