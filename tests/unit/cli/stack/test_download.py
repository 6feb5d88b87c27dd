import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tune_cli.settings import Home, Settings, make_home
from tune_cli.stack.download import Download, count_dependencies, download_jars, fractions
from tune_cli.stack.events import Step
from tune_cli.stack.jars import IVY_FOLDER, Jars
from tune_cli.stack.java import Java
from tune_contract.errors import InvalidInput, Unreachable


@dataclass
class Told:
    lines: list[tuple[str, Step]] = field(default_factory=list)
    fractions: list[float] = field(default_factory=list)

    def started(self, step):
        self.lines.append(("started", step))

    def progress(self, step, fraction):
        assert step is Step.JARS
        self.fractions.append(fraction)

    def finished(self, step, seconds):
        assert seconds >= 0
        self.lines.append(("finished", step))


# What Ivy does, as far as it matters: prints what it finds, and writes below the pattern's folder.
IVY = """#!{python}
import pathlib, sys
calls = pathlib.Path({calls!r})
calls.write_text(calls.read_text() + "x" if calls.exists() else "x")
print("\\tfound org#a;1 in central")
if len(calls.read_text()) <= {failures}:
    sys.exit(1)
folder = pathlib.Path(sys.argv[-1]).parent.parent / "kafka"
folder.mkdir(parents=True)
(folder / "a.jar").write_text("")
print("\\t[SUCCESSFUL ] org#a;1!a.jar (1ms)")
"""


def make_download(folder: Path, failures: int, ca_file: Path | None = None) -> Download:
    home = Home(folder / "home")
    make_home(home)
    java = Java(folder / "java", "25", 25)
    java.executable.parent.mkdir(parents=True)
    calls = str(folder / "calls")
    java.executable.write_text(IVY.format(python=sys.executable, calls=calls, failures=failures))
    java.executable.chmod(java.executable.stat().st_mode | stat.S_IXUSR)
    pyspark = folder / "pyspark"
    pyspark.mkdir()
    (pyspark / "ivy-2.5.3.jar").write_text("")
    return Download(Settings(home, ca_file=ca_file), java, Jars(home.jars / "list", pyspark), 0.0)


@pytest.mark.parametrize(("failures", "calls"), [(0, "x"), (2, "xxx")])
def test_jars_appear_at_once_also_after_failures(tmp_path, failures, calls):
    told = Told()
    download = make_download(tmp_path, failures)
    download_jars(download, told)
    assert [jar.name for jar in download.jars.kafka] == ["a.jar"]
    assert (tmp_path / "calls").read_text() == calls
    assert told.lines == [("started", Step.JARS), ("finished", Step.JARS)]
    assert told.fractions[-2:] == [1 / 178, 2 / 178]
    assert list(download.settings.home.jars.iterdir()) == [download.jars.folder]


def test_no_answer_is_told_and_nothing_is_left(tmp_path):
    download = make_download(tmp_path, failures=3)
    with pytest.raises(Unreachable) as caught:
        download_jars(download, Told())
    assert caught.value.message == "the jars cannot be downloaded"
    assert str(download.log) in caught.value.hint
    assert list(download.settings.home.jars.iterdir()) == []
    assert download.log.read_text() == "\tfound org#a;1 in central\n"


def test_jars_that_another_command_fetched_meanwhile_are_used(tmp_path):
    told = Told()
    download = make_download(tmp_path, failures=0)
    download.jars.folder.mkdir()
    download_jars(download, told)
    assert told.lines == []


def test_missing_authorities_are_told_before_anything_is_asked(tmp_path):
    download = make_download(tmp_path, failures=0, ca_file=tmp_path / "none.pem")
    with pytest.raises(InvalidInput, match="cannot read the CA file"):
        download_jars(download, Told())
    assert not (tmp_path / "calls").exists()


def test_progress_counts_each_jar_twice():
    lines = [
        ":: resolving dependencies ::",
        "\tfound org#a;1 in central",
        "\tfound org#b;1 in central",
        "downloading https://host/a.jar ...",
        "\t[SUCCESSFUL ] org#a;1!a.jar (10ms)",
    ]
    assert list(fractions(lines, jars=2)) == [0.25, 0.5, 0.75]


def test_jars_of_the_list_are_counted():
    assert count_dependencies((IVY_FOLDER / "ivy.xml").read_text()) == 89
