"""The command: invent once, write the file, say in a file and by the exit code how it went.

Exit codes: 0 the file is there; 1 the model failed, and another try may help; 2 the config, a
setting or the file is wrong.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from tune_contract.errors import InvalidInput, PermanentError, TuneError
from tune_contract.runtime.invention_config import InventionConfig
from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_contract.tunejob.problems import InvalidDocument, problems_of
from tune_producer.invention.builtin import BuiltIn
from tune_producer.invention.cache import invent_into, read_cache, serves
from tune_producer.invention.provider import Provider
from tune_producer.invention.settings import KEY, ModelSettings, read_settings


def main(arguments: list[str] | None = None) -> int:
    """Invent; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="tune_producer.invention", description="Invent a catalogue and its listeners."
    )
    parser.add_argument("--config", type=Path, required=True, help="an InventionConfig, JSON")
    path: Path = parser.parse_args(arguments).config
    try:
        config = _read(path)
    except TuneError as error:
        return _failed(error).exit_code
    end = _invent(config)
    if config.termination_file:
        Path(config.termination_file).write_text(end.model_dump_json(), encoding="utf-8")
    return end.exit_code


def _invent(config: InventionConfig) -> Termination:
    """Invent what the file does not have; how it went."""
    out = Path(config.out)
    try:
        provider = make_provider(read_settings(os.environ), config.timeout)
        kept = read_cache(out)
        origin = provider.origin(config.request)
        if kept is None or config.again or not serves(kept, config.request, origin):
            invent_into(out, config.request, provider, datetime.now(UTC))
    except TuneError as error:
        return _failed(error)
    return Termination(exit_code=0)


def make_provider(settings: ModelSettings | None, seconds: float) -> Provider:
    """The model that the environment names, or the built-in.

    Raises:
        InvalidInput: there is a key, but not the library.
    """
    if settings is None:
        return BuiltIn()
    try:
        from tune_producer.invention.chat_completions import (  # noqa: PLC0415 - optional
            ChatCompletions,
        )
    except ImportError:
        raise InvalidInput(
            "the client for language models is not installed",
            f"pip install 'tune-producer[invention]', or unset {KEY}: the built-in then serves",
        ) from None
    return ChatCompletions(settings, seconds)


def _read(path: Path) -> InventionConfig:
    try:
        return InventionConfig.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", "check --config") from None
    except ValidationError as error:
        raise InvalidDocument(str(path), problems_of(error, InventionConfig)) from None


def _failed(error: TuneError) -> Termination:
    sys.stderr.write(f"tune-invention: {error}\n")
    return Termination(
        exit_code=2 if isinstance(error, PermanentError) else 1,
        failure_class=FailureClass.APPLICATION,
        message=str(error),
    )
