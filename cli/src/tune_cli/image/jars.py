"""Fetches the jars of ivy.xml and puts Spark's where the image has them."""

import os
import shutil
import sys
from pathlib import Path

from tune_cli.settings import Settings, make_home
from tune_cli.stack.download import Download, download_jars
from tune_cli.stack.events import NoEvents
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_contract.errors import TuneError

JAR_TIME = 1_577_836_800
"""2020-01-01. Java compares the time of each jar with what its ahead-of-time cache says. A whole
second stays the same in every layer of an image, and an old one in every build."""


def fetch_jars(settings: Settings, target: Path) -> None:
    """Fetch all jars into the home, and copy Spark's to `target`.

    Those of Kafka stay in the home, for the training.

    Raises:
        Unreachable: the repository does not answer; what Ivy said is printed.
    """
    make_home(settings.home)
    download = Download(settings, find_java(settings.java_home), find_jars(settings.home))
    try:
        download_jars(download, NoEvents())
    except TuneError:
        if download.log.exists():
            print(download.log.read_text(), file=sys.stderr)  # the file is lost with the build
        raise
    target.mkdir(parents=True, exist_ok=True)
    for jar in download.jars.connectors:
        shutil.copy(jar, target)
    set_jar_times(target)


def set_jar_times(folder: Path) -> None:
    """Give every jar of a folder the same time."""
    for jar in folder.glob("*.jar"):
        os.utime(jar, (JAR_TIME, JAR_TIME))
