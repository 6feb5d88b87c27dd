"""The ledger on disk: always whole, so that a restart can go on from it."""

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from tune_contract.duration import milliseconds
from tune_contract.errors import InvalidInput
from tune_contract.runtime.producer_config import ProducerConfig
from tune_contract.runtime.reports import Ledger
from tune_contract.scenarios.registry import find_scenario
from tune_contract.tunejob.variant import variant
from tune_producer.write import write_whole

_PRINTED = 60_000  # bytes; of a pod's log the operator reads the last 64 KiB


def printed(ledger: Ledger) -> str:
    """The ledger as one line of JSON: without what it counts by key, where that is too long."""
    text = ledger.model_dump_json()
    for part in ("entries", "by_key"):
        if len(text) > _PRINTED:
            text = ledger.model_dump_json(exclude={"entries", part})
    return text


class LedgerFile:
    """Where the ledger is kept; nowhere when the path is empty."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None

    def load(self, config: ProducerConfig, new_run: Callable[[], str]) -> Ledger:
        """The ledger to go on from, or an empty one with the run's mark.

        Args:
            config: says what the ledger is of, and perhaps the mark.
            new_run: makes a mark.

        Raises:
            InvalidInput: it is not a ledger, or one of other events.
        """
        if self._path is None or not self._path.exists():
            run = config.run or new_run()
            return _new(config, run)
        try:
            ledger = Ledger.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InvalidInput(
                f"{self._path} is not a ledger", "remove it to start anew"
            ) from error
        self._check(ledger, config)
        return ledger

    def save(self, ledger: Ledger) -> None:
        """Replace the file.

        Raises:
            InvalidInput: it cannot be written.
        """
        if self._path is None:
            return
        try:
            write_whole(self._path, ledger.model_dump_json())
        except OSError as error:
            raise InvalidInput(
                f"cannot write the ledger {self._path}: {error.strerror}", "check its folder"
            ) from error

    def _check(self, ledger: Ledger, config: ProducerConfig) -> None:
        for name in ("topic", "scenario", "seed", "run"):
            theirs, ours = getattr(ledger, name), getattr(config, name)
            if ours not in {theirs, ""}:
                raise InvalidInput(
                    f"the ledger {self._path} is of {name} {theirs!r}, not {ours!r}",
                    "give another ledgerFile, or remove it to start anew",
                )
        if ledger.variant != _variant(config):
            raise InvalidInput(
                f"the ledger {self._path} is of other parameters or another disorder",
                "give another ledgerFile, or remove it to start anew",
            )


def _new(config: ProducerConfig, run: str) -> Ledger:
    """An empty ledger, with all that says what it is of."""
    scenario = find_scenario(config.scenario)
    if scenario is None:
        raise InvalidInput(f"there is no scenario {config.scenario!r}")
    return Ledger(
        topic=config.topic,
        scenario=config.scenario,
        seed=config.seed,
        run=run,
        variant=_variant(config),
        counted_by=scenario.counted_by,
        grain=milliseconds(scenario.grain),
    )


def _variant(config: ProducerConfig) -> str:
    return variant(config.scenario, config.parameters, config.disorder)
