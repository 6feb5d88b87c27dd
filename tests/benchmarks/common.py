"""What the benchmarks share: a home of their own, job files, and a look at processes.

Figures are printed, never asserted: machines are noisy. Compare within one run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import yaml

from tune_cli.settings import read_settings
from tune_cli.stack.events import NoEvents
from tune_cli.stack.stack import attach

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "genre-counts.yaml"
TUNE = [sys.executable, "-m", "tune_cli.main"]
MIB = 1024**2


def home() -> Path:
    """Where the benchmarks keep their stack: $TUNE_BENCH_HOME, or .cache/bench-home."""
    return Path(os.environ.get("TUNE_BENCH_HOME", ROOT / ".cache" / "bench-home"))


def command(*arguments: str) -> list[str]:
    """The `tune` command on the benchmarks' home."""
    return [*TUNE, *arguments, "--home", str(home())]


def tune_json(*arguments: str) -> dict[str, Any]:
    """Run a `tune` command with --json and read what it prints."""
    done = subprocess.run(
        command(*arguments, "--json"), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"tune {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def job_file(name: str, **spec: Any) -> Path:
    """The example under another name, with other parts of the spec."""
    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    document["metadata"]["name"] = name
    document["spec"] |= spec
    document["spec"] = {key: value for key, value in document["spec"].items() if value is not None}
    folder = home() / "files"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A `tune` command in the background; stopped gracefully at the end."""
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(120)


@contextmanager
def kafka(bootstrap_servers: str) -> Iterator[str]:
    """The addresses of that Kafka; of the embedded one, kept up meanwhile, when it is empty."""
    if bootstrap_servers:
        yield bootstrap_servers
        return
    with attach(read_settings(os.environ, home()), NoEvents()) as stack:
        stack.wait_ready()
        yield stack.bootstrap_servers


def resident(mark: str) -> int:
    """Resident bytes of all processes of this user whose command line contains `mark`."""
    total = 0
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        line = " ".join(process.info["cmdline"] or [])
        if mark in line and process.info["memory_info"]:
            total += process.info["memory_info"].rss
    return total


def spread(values: Sequence[float], unit: str = "s") -> str:
    """`median 1.2 s (1.1 - 1.4)`"""
    return f"median {statistics.median(values):.2f} {unit} ({min(values):.2f} - {max(values):.2f})"


def options(description: str | None) -> argparse.ArgumentParser:
    """A parser that shows the benchmark's docstring."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
