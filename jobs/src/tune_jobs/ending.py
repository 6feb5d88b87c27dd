"""How the programs beside the driver end that a person starts: in words, with codes of `tune`."""

import sys

from tune_contract.errors import Conflict, InvalidInput, NotFound, TemporaryError, TuneError

_CODES = ((InvalidInput, 2), (NotFound, 3), (Conflict, 4), (TemporaryError, 5))


def tell(error: TuneError) -> int:
    """Print an error on the standard error; its exit code, 1 for a fault in here."""
    print(f"error: {error.message}\nhint: {error.hint}", file=sys.stderr)
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)
