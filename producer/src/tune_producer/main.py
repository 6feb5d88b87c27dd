"""The command: read the config, run, say in a file and by the exit code why it ended.

Exit codes: 0 the total is reached, or it was asked to stop and everything is acknowledged; 1 Kafka
failed it, and a restart may help; 2 the config is wrong.
"""

import argparse
import gc
import logging
import os
import sys
from pathlib import Path

from tune_contract.errors import PermanentError, TuneError, Unreachable
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_producer.clock import SystemClock
from tune_producer.config import read_config, with_total
from tune_producer.produce import produce
from tune_producer.share import own_share
from tune_producer.stop import Stop, stop_on_signals, stop_with_parent

_COLLECT_AFTER = 200_000  # new objects: each batch makes 2,500, none of them in a cycle


def main(arguments: list[str] | None = None) -> int:
    """Run the producer; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tune_producer", description="Produce seeded events.")
    parser.add_argument("--config", type=Path, required=True, help="a ProducerConfig, JSON")
    path: Path = parser.parse_args(arguments).config
    log = _log()
    gc.set_threshold(_COLLECT_AFTER)
    stop = Stop()
    stop_on_signals(stop)
    try:
        config = read_config(path)
    except TuneError as error:
        log.error("%s", error)  # noqa: TRY400 - the user's mistake, no stack trace
        return _exit_code(error)
    if config.exit_with_parent:
        stop_with_parent(stop)
    end = _run(config, stop, log)
    if config.termination_file:
        # Written in place: on Kubernetes it is a mount, which nothing can be renamed over.
        Path(config.termination_file).write_text(end.model_dump_json(), encoding="utf-8")
    return end.exit_code


def _run(config: ProducerConfig, stop: Stop, log: logging.Logger) -> Termination:
    """Produce; why it ended."""
    try:
        own = own_share(with_total(config), os.environ)
        produce(own, stop, SystemClock(stop), log)
    except TuneError as error:
        log.error("%s", error)  # noqa: TRY400 - foreseeable, no stack trace
        return _termination(error)
    except Exception as error:
        log.exception("an error of the producer itself")
        message = f"{type(error).__name__}: {error}"
        return Termination(exit_code=1, failure_class=FailureClass.APPLICATION, message=message)
    return Termination(exit_code=0, message=stop.reason, drained=stop.requested)


def _log() -> logging.Logger:
    """Lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("tune-producer: %(message)s"))
    log = logging.getLogger("tune_producer")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return log


def _exit_code(error: TuneError) -> int:
    return 2 if isinstance(error, PermanentError) else 1


def _termination(error: TuneError) -> Termination:
    kafka = isinstance(error, Unreachable)
    return Termination(
        exit_code=_exit_code(error),
        failure_class=FailureClass.KAFKA if kafka else FailureClass.APPLICATION,
        message=str(error),
    )
