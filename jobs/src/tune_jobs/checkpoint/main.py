"""Looks at checkpoints, and cuts one back: a program of its own, which needs no Java.

Exit codes: 0 whole, or done; 1 a driver would not go on from it; 2 what was given is wrong, 3 there
is no checkpoint, 4 it is another's, 5 a service does not answer.
"""

import argparse
import json
import sys
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tune_contract.errors import Conflict, InvalidInput, NotFound, TemporaryError, TuneError
from tune_contract.runtime.job_config import JobConfig
from tune_jobs.checkpoint.files import LocalFiles
from tune_jobs.checkpoint.place import beside, existing_folder, local_folder
from tune_jobs.checkpoint.report import CheckpointReport
from tune_jobs.checkpoint.restore import Restoration, refuse_lake, remark
from tune_jobs.checkpoint.text import detailed, short
from tune_jobs.checkpoint.verify import verify
from tune_jobs.config import pipeline_of, read_config

_CODES = ((InvalidInput, 2), (NotFound, 3), (Conflict, 4), (TemporaryError, 5))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "list":
            return _list(read_config(asked.config), as_json=asked.json)
        if asked.command == "restore":
            return _restore(read_config(asked.config), asked.to_batch, dry_run=asked.dry_run)
        config = read_config(asked.config) if asked.config else None
        return _verify(config, asked.location, as_json=asked.json)
    except TuneError as error:
        print(f"error: {error.message}\nhint: {error.hint}", file=sys.stderr)
        return next((code for kind, code in _CODES if isinstance(error, kind)), 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tune_jobs.checkpoint", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", help="all checkpoints of a job")
    verified = commands.add_parser("verify", help="whether one is whole")
    restored = commands.add_parser("restore", help="cut the job's back to a batch")
    given = verified.add_mutually_exclusive_group(required=True)
    given.add_argument("--location", default="", help="its folder")
    for place in (listed, restored):
        place.add_argument("--config", type=Path, required=True, help="the driver's JobConfig")
    given.add_argument("--config", type=Path, help="the driver's JobConfig")
    for each in (listed, verified):
        each.add_argument("--json", action="store_true", help="for programs")
    restored.add_argument("--to-batch", type=int, required=True, help="the batch to go on after")
    restored.add_argument("--dry-run", action="store_true", help="only say what would be done")
    return parser


def _list(config: JobConfig, *, as_json: bool) -> int:
    current = local_folder(config.checkpoint.location)
    reports = [(each == current, verify(LocalFiles(each), str(each))) for each in beside(current)]
    if as_json:
        print(json.dumps([each.model_dump(mode="json") for _, each in reports], indent=2))
        return 0
    for in_use, report in reports:
        print("\n".join(short(report, current=in_use)))
    if not reports:
        print(f"{config.job.name} has no checkpoint yet")
    return 0


def _verify(config: JobConfig | None, location: str, *, as_json: bool) -> int:
    folder = existing_folder(config.checkpoint.location if config else location)
    report = verify(LocalFiles(folder), str(folder), config.job.uid if config else "")
    name = config.job.name if config else report.job.rpartition("/")[2] or "JOB"
    _print(report, name, as_json=as_json)
    return 0 if report.verdict.usable() else 1


def _print(report: CheckpointReport, name: str, *, as_json: bool) -> None:
    text = report.model_dump_json(indent=2) if as_json else "\n".join(detailed(report, name))
    print(text)


def _restore(config: JobConfig, batch: int, *, dry_run: bool) -> int:
    refuse_lake(config, pipeline_of(config))
    folder = existing_folder(config.checkpoint.location)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    wanted = Restoration(folder, batch, stamp, str(uuid.uuid4()))
    wanted.check()
    print(f"{folder} goes back to batch {batch}; all that is there stays in {wanted.aside}")
    print(f"Sinks know it as the new query {wanted.query}. {remark(config)}".rstrip())
    if dry_run:
        print("Nothing is done: --dry-run")
    else:
        wanted.apply()
        print("Done: run the job, and it counts again what came after.")
    return 0
