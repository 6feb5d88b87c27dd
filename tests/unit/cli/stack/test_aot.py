import os
from pathlib import Path

import pytest

from tune_cli.stack.aot import AotCache, JvmKind, aot_cache
from tune_cli.stack.java import Java

JAVA = Java(Path("/java"), "25.0.2", 25)


@pytest.fixture
def jar(tmp_path) -> Path:
    path = tmp_path / "a.jar"
    path.write_text("1")
    return path


def make_cache(folder, jar, java=JAVA, kind=JvmKind.BROKER, flags=("-Xmx1g",)) -> AotCache:
    return aot_cache(folder, kind, java, [jar], flags)


def test_same_java_jars_and_flags_give_the_same_cache(tmp_path, jar):
    cache = make_cache(tmp_path, jar)
    assert cache == make_cache(tmp_path, jar)
    assert cache.file.name.startswith("broker-")
    assert cache.file.suffix == ".aot"


def test_anything_else_gives_another(tmp_path, jar):
    names = {make_cache(tmp_path, jar).file.name}
    names.add(make_cache(tmp_path, jar, kind=JvmKind.DRIVER).file.name)
    names.add(make_cache(tmp_path, jar, flags=("-Xmx2g",)).file.name)
    names.add(make_cache(tmp_path, jar, java=Java(Path("/java"), "25.0.3", 25)).file.name)
    os.utime(jar, (1, 1))
    names.add(make_cache(tmp_path, jar).file.name)
    jar.write_text("22")
    names.add(make_cache(tmp_path, jar).file.name)
    assert len(names) == 6


def test_cache_is_used_only_when_it_was_kept(tmp_path, jar):
    cache = make_cache(tmp_path, jar)
    assert cache.use_flags() == ()
    assert not cache.keep()

    assert cache.record_flags()[0] == f"-XX:AOTCacheOutput={cache.recording}"
    cache.recording.write_text("recorded")
    assert cache.use_flags() == ()
    assert cache.keep()
    assert cache.use_flags()[0] == f"-XX:AOTCache={cache.file}"


def test_older_caches_of_the_kind_are_removed(tmp_path, jar):
    for name in ("broker-1.aot", "driver-1.aot"):
        (tmp_path / name).write_text("")
    cache = make_cache(tmp_path, jar)
    cache.recording.write_text("")
    cache.keep()
    assert sorted(path.name for path in tmp_path.glob("*.aot")) == [
        cache.file.name,
        "driver-1.aot",
    ]


def test_java_without_such_caches_records_none(tmp_path, jar):
    cache = make_cache(tmp_path, jar, java=Java(Path("/java"), "21.0.4", 21))
    assert not cache.possible
    assert cache.record_flags() == ()
