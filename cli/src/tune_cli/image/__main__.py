"""`python -m tune_cli.image STEP`: one step of jobs/Dockerfile, in the image's final paths."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tune_cli.image.jars import fetch_jars
from tune_cli.image.slim import slim
from tune_cli.image.training import Training, train_driver
from tune_cli.settings import read_settings
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_contract.errors import TuneError


def main() -> int:
    """Run one step; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tune_cli.image", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("jars", help="fetch Spark's jars").add_argument("folder", type=Path)
    steps.add_parser("slim", help="drop what no driver needs").add_argument("packages", type=Path)
    train = steps.add_parser("train", help="record the driver's ahead-of-time cache")
    train.add_argument("jars", type=Path, help="Spark's jars, as fetched by `jars`")
    train.add_argument("output", type=Path, help="the cache to write")
    try:
        _run(parser.parse_args())
    except TuneError as error:
        print(f"tune_cli.image: {error}", file=sys.stderr)
        return 1
    return 0


def _run(given: argparse.Namespace) -> None:
    settings = read_settings(os.environ)
    if given.step == "jars":
        fetch_jars(settings, given.folder)
    elif given.step == "slim":
        slim(given.packages)
    else:
        java, kafka = find_java(settings.java_home), find_jars(settings.home).kafka
        with tempfile.TemporaryDirectory(prefix="training-") as folder:
            train_driver(Training(Path(folder), java, kafka, given.jars, given.output))


if __name__ == "__main__":
    sys.exit(main())
