"""Read the one document a producer starts from."""

from pathlib import Path

from pydantic import ValidationError

from tune_contract.errors import InvalidInput
from tune_contract.runtime.producer_config import ProducerConfig
from tune_producer.scenarios.registry import read_parameters

_HIGHEST_SEED = 2**32 - 1


def read_config(path: Path) -> ProducerConfig:
    """Read a ProducerConfig.

    Raises:
        InvalidInput: the file cannot be read, or is not a ProducerConfig.
    """
    try:
        config = ProducerConfig.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", "check --config") from error
    except ValidationError as error:
        raise InvalidInput(f"{path} is not a producer's config: {_first(error)}") from error
    if not 0 <= config.seed <= _HIGHEST_SEED:
        raise InvalidInput(f"the seed {config.seed} is out of range", f"use 0 to {_HIGHEST_SEED}")
    return config


def with_total(config: ProducerConfig) -> ProducerConfig:
    """The config with the scenario's own total, if it has one and nobody has given another.

    Raises:
        InvalidInput: there is no such scenario, or it cannot have these parameters.
    """
    own_total = read_parameters(config).own_total()
    return config if config.total else config.model_copy(update={"total": own_total})


def _first(error: ValidationError) -> str:
    """The first problem, in one line."""
    problem = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where}: {problem['msg']}" if where else problem["msg"]
