"""One producer's share when several produce together: of the rate, the total and the ids."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from numpy import int64
from numpy.typing import NDArray

from tune_contract.errors import InvalidInput
from tune_contract.runtime.producer_config import ProducerConfig

INDEX = "JOB_COMPLETION_INDEX"
"""Where Kubernetes writes a pod's index in an indexed Job."""


@dataclass(frozen=True)
class Share:
    """Which of all events one producer makes: they take turns."""

    replicas: int = 1
    replica: int = 0

    def of_all(self, numbers: NDArray[int64]) -> NDArray[int64]:
        """The places of this producer's events among those of all."""
        return numbers * self.replicas + self.replica


def own_share(config: ProducerConfig, environment: Mapping[str, str]) -> ProducerConfig:
    """The config of this one producer; that of a single producer stays as it is.

    The shares of all producers add up to exactly the rate and the total. Each has ids of its own:
    its index is added to the run's mark.

    Raises:
        InvalidInput: the index is wrong, or there is none and it cannot do without.
    """
    if config.replicas == 1:
        return config
    replica = _replica(config, environment)
    rate = config.rate / config.replicas
    if replica is None:
        return config.model_copy(update={"rate": rate})
    whole, rest = divmod(config.total, config.replicas)
    update = {
        "rate": rate,
        "total": whole + (replica < rest),
        "replica": replica,
        "run": f"{config.run}.{replica}" if config.run else "",
        "ledger_file": _own_file(config.ledger_file, replica),
    }
    return config.model_copy(update=update)


def stream(config: ProducerConfig, run: str) -> int:
    """Which random events this producer makes: never those of another of the same seed."""
    if config.replica is not None:
        return config.replica
    return zlib.crc32(run.encode()) if config.replicas > 1 else 0


def _replica(config: ProducerConfig, environment: Mapping[str, str]) -> int | None:
    given = environment.get(INDEX, "" if config.replica is None else str(config.replica))
    if not given:
        if config.total or config.run:
            raise InvalidInput(
                f"which of the {config.replicas} producers this is, nobody says",
                f"give `replica` or {INDEX}: total and run cannot be shared without it",
            )
        return None
    if not given.isdecimal() or int(given) >= config.replicas:
        raise InvalidInput(
            f"the index {given!r} is none of {config.replicas} producers",
            f"{INDEX} and `replica` count from 0 to {config.replicas - 1}",
        )
    if 0 < config.total < config.replicas:
        raise InvalidInput(
            f"{config.replicas} producers cannot share a total of {config.total}",
            "each makes at least one event",
        )
    return int(given)


def _own_file(path: str, replica: int) -> str:
    file = PurePath(path)
    return str(file.with_name(f"{file.stem}-{replica}{file.suffix}")) if path else ""
