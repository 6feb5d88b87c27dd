"""Downloads the jars of ivy.xml with the Ivy that pyspark ships."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tune_cli.settings import Settings
from tune_cli.stack.events import StackEvents, Step
from tune_cli.stack.jars import IVY_FOLDER, Jars
from tune_cli.stack.java import Java
from tune_cli.stack.locks import jars_lock, lock
from tune_cli.stack.sketches import write_sketches_jar
from tune_cli.stack.truststore import truststore_flags
from tune_contract.errors import Unreachable

TRIES = 3
PATIENCE_SECONDS = 600.0  # another command may be downloading the same 78 MB over a slow line
_STEP_DONE = re.compile(r"^\t(found |\[SUCCESSFUL )")  # each jar is found once, and fetched once


@dataclass(frozen=True)
class Download:
    """One download."""

    settings: Settings
    java: Java
    jars: Jars
    pause: float = 2.0
    """Seconds between two tries."""

    @property
    def log(self) -> Path:
        """What Ivy said."""
        return self.settings.home.logs / "download.log"

    @property
    def beside(self) -> Path:
        """Where the jars are gathered before they appear all at once."""
        return self.jars.folder.with_suffix(".new")

    def command(self) -> list[str]:
        """How Ivy is started."""
        ivy = next(self.jars.pyspark.glob("ivy-*.jar"))
        home = self.settings.home
        pattern = f"{self.beside}/[conf]/[artifact]-[revision](-[classifier]).[ext]"
        return [
            str(self.java.executable),
            "-XX:TieredStopAtLevel=1",  # it runs for seconds: the second compiler never pays
            *truststore_flags(self.settings.ca_file, home.ivy_cache),
            f"-Dtune.ivy.cache={home.ivy_cache}",
            *("-jar", str(ivy)),
            *("-settings", str(IVY_FOLDER / "ivysettings.xml")),
            *("-ivy", str(IVY_FOLDER / "ivy.xml")),
            *("-retrieve", pattern),
        ]


def download_jars(download: Download, events: StackEvents) -> None:
    """Download the jars; when another command just does that, wait for it instead.

    Raises:
        Unreachable: the repository does not answer, also after some tries.
        InvalidInput: the CA file cannot be used.
    """
    with lock(jars_lock(download.settings.home), PATIENCE_SECONDS):
        if not download.jars.present():
            _download(download, events)


def count_dependencies(ivy: str) -> int:
    """How many jars an ivy.xml names."""
    return ivy.count("<dependency ")


def fractions(lines: Iterable[str], jars: int) -> Iterable[float]:
    """How much is done, from 0 to 1, after each line of Ivy's that tells of progress."""
    done = 0
    for line in lines:
        if _STEP_DONE.match(line):
            done += 1
            yield min(done / (2 * jars), 1.0)


def _download(download: Download, events: StackEvents) -> None:
    started = time.monotonic()
    events.started(Step.JARS)
    for left in reversed(range(TRIES)):
        shutil.rmtree(download.beside, ignore_errors=True)
        if _run(download.command(), download.log, lambda done: events.progress(Step.JARS, done)):
            break
        shutil.rmtree(download.beside, ignore_errors=True)
        if not left:
            raise Unreachable("the jars cannot be downloaded", _advice(download))
        time.sleep(download.pause)
    write_sketches_jar(download.jars.pyspark, download.beside / "spark")
    download.beside.rename(download.jars.folder)
    shutil.rmtree(download.settings.home.ivy_cache, ignore_errors=True)
    events.finished(Step.JARS, time.monotonic() - started)


def _run(command: Sequence[str], log: Path, progress: Callable[[float], None]) -> bool:
    """Whether Ivy got all of them."""
    jars = count_dependencies((IVY_FOLDER / "ivy.xml").read_text())
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w") as file,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        ) as ivy,
    ):  # fmt: skip
        for fraction in fractions(_copied(ivy.stdout or (), file.write), jars):
            progress(fraction)
    return ivy.returncode == 0


def _copied(lines: Iterable[str], write: Callable[[str], object]) -> Iterable[str]:
    for line in lines:
        write(line)
        yield line


def _advice(download: Download) -> str:
    return (
        "check the network; behind a proxy, give it in JAVA_TOOL_OPTIONS (-Dhttps.proxyHost=... "
        "-Dhttps.proxyPort=...) and its authority in SSL_CERT_FILE; what was fetched is kept. "
        f"Details: {download.log}"
    )
