"""The driver process: reads its JobConfig, runs, says why it ended, exits.

Exit codes: 0 it ended well or was drained, 1 it failed, 2 its configuration is wrong.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tune_contract.errors import InvalidInput
from tune_contract.runtime.job_config import JobConfig
from tune_contract.runtime.reports import Termination
from tune_jobs.config import read_config
from tune_jobs.driver.drain import DrainRequest
from tune_jobs.driver.endpoint import serve
from tune_jobs.driver.failure import failed
from tune_jobs.driver.progress import ProgressTracker
from tune_jobs.driver.run import run
from tune_jobs.settings import read_settings

_LOG = logging.getLogger("tune_jobs")
_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one driver; returns the exit code."""
    # Of others only the worst: what they log as errors, with a trace, reaches us as exceptions.
    logging.basicConfig(
        level=logging.CRITICAL, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    _LOG.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(prog="tune_jobs", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the JobConfig, as JSON")
    path = parser.parse_args(arguments).config
    try:
        config = read_config(path)
    except InvalidInput as error:
        _LOG.error("%s", error)
        return _USAGE
    ended = _run(config)
    if config.termination_file:
        # Not written beside and renamed: in a pod it is one mounted file.
        Path(config.termination_file).write_text(ended.model_dump_json(), encoding="utf-8")
    return ended.exit_code


def _run(config: JobConfig) -> Termination:
    tracker, drain = ProgressTracker(config.job.attempt), DrainRequest()
    drain.on_signals()
    if config.exit_with_parent:
        drain.on_closed_input()
    try:
        settings = read_settings(os.environ)
        serve(config.endpoint, tracker, drain)
        return run(config, settings, tracker, drain)
    except Exception as error:
        return failed(error)
