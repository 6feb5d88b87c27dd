from pathlib import Path

from tune_cli.backend.driver_java import driver_cache, driver_java, training_java
from tune_cli.settings import Home
from tune_cli.stack.jars import Jars
from tune_cli.stack.java import Java

JAVA = Java(Path("/java"), "25.0.2", 25)


def test_a_cache_is_used_when_it_is_there(home: Home) -> None:
    jars = Jars(home.root / "jars/1", home.root / "pyspark")
    cache = driver_cache(home, JAVA, jars, "1g")
    base = {"JAVA_HOME": "/java", "TUNE_JARS": str(jars.folder / "spark")}
    assert driver_java(JAVA, jars, cache) == base
    assert training_java(JAVA, jars, cache) == base | {"TUNE_AOT_OUTPUT": str(cache.recording)}
    cache.file.parent.mkdir(parents=True)
    cache.file.touch()
    assert driver_java(JAVA, jars, cache) == base | {"TUNE_AOT_CACHE": str(cache.file)}


def test_another_heap_is_another_cache(home: Home) -> None:
    jars = Jars(home.root / "jars/1", home.root / "pyspark")
    assert driver_cache(home, JAVA, jars, "1g") != driver_cache(home, JAVA, jars, "2g")
