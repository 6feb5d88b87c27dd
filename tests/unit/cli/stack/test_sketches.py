import importlib.util
import zipfile
from pathlib import Path

import pytest

from tune_cli.stack.sketches import write_sketches_jar
from tune_contract.errors import InvalidInput

PYSPARK = Path(importlib.util.find_spec("pyspark").origin).parent / "jars"
CLASS = "org/apache/datasketches/memory/internal/ResourceImpl.class"


def test_the_class_is_good_for_our_java(tmp_path):
    write_sketches_jar(PYSPARK, tmp_path)
    (jar,) = tmp_path.iterdir()
    (library,) = PYSPARK.glob("datasketches-memory-*.jar")
    with zipfile.ZipFile(library) as old, zipfile.ZipFile(jar) as new:
        before, after = old.read(CLASS), new.read(CLASS)
        assert new.namelist() == [CLASS]
    assert len(before) == len(after)
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [(21, 25)]


def test_the_same_bytes_every_time(tmp_path):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_sketches_jar(PYSPARK, tmp_path / name)
        written.append(next((tmp_path / name).iterdir()).read_bytes())
    assert written[0] == written[1]


def test_another_library_is_left_alone(tmp_path):
    (tmp_path / "datasketches-memory-6.0.0.jar").write_text("")
    write_sketches_jar(tmp_path, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["datasketches-memory-6.0.0.jar"]


def test_an_unknown_class_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "datasketches-memory-3.0.9.jar", "w") as jar:
        jar.writestr(CLASS, b"other")
    with pytest.raises(InvalidInput, match=r"datasketches-memory-3\.0\.9\.jar is not as expected"):
        write_sketches_jar(tmp_path, tmp_path)
