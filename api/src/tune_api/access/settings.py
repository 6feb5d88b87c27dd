"""The settings of access: whose keys, and what is allowed without one."""

import argparse
from pathlib import Path

from tune_api.access.gate import Gate
from tune_api.access.keys import INGEST_LINE, KEY_LINE, KeyLine, KeyRing
from tune_api.access.scope import Scope
from tune_api.loopback import is_loopback


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of access."""
    group = parser.add_argument_group("access", "who may read, write and send events")
    group.add_argument(
        "--keys-file",
        type=Path,
        help="name:scopes:SHA-256 of a key on each line; scopes: read, write, ingest, joined by +",
    )
    group.add_argument(
        "--ingest-keys-file",
        type=Path,
        help="keys that may send events and nothing else: SHA-256 on each line, or name:hash",
    )


def read_access(given: argparse.Namespace) -> Gate:
    """Who gets in.

    Without keys everybody may read, and whoever is on this machine may do all.

    Raises:
        InvalidInput: a file is not right.
    """
    rings = [*_ring(given.keys_file, KEY_LINE), *_ring(given.ingest_keys_file, INGEST_LINE)]
    return Gate(tuple(rings), everybody=_everybody(given))


def _everybody(given: argparse.Namespace) -> frozenset[Scope]:
    if given.keys_file:
        return frozenset()
    if not is_loopback(given.host):
        return frozenset({Scope.READ})
    return frozenset(Scope) - ({Scope.INGEST} if given.ingest_keys_file else set())


def _ring(file: Path | None, line: KeyLine) -> list[KeyRing]:
    return [KeyRing(file, line)] if file else []
