"""Who asks."""

from dataclasses import dataclass

from tune_api.access.scope import Scope


@dataclass(frozen=True)
class Caller:
    """Somebody with rights, by a key or without."""

    name: str
    """Of the key; empty = nobody that is known."""
    scopes: frozenset[Scope]
