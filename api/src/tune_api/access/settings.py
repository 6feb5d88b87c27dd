"""The settings of access: whose keys, and what is allowed without one."""

import argparse
import math
from pathlib import Path
from urllib.parse import urlsplit

from tune_api.access.gate import Gate
from tune_api.access.keys import INGEST_LINE, KEY_LINE, KeyLine, KeyRing
from tune_api.access.rate import PER_SECOND
from tune_api.access.scope import Scope
from tune_api.access.tokens import Provider, Tokens
from tune_api.loopback import is_loopback
from tune_contract.errors import InvalidInput


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
    group.add_argument(
        "--oidc-issuer", default="", help="take tokens of this identity provider: https://..."
    )
    group.add_argument("--oidc-audience", default="", help="for whom its tokens must be: tunejob")
    group.add_argument(
        "--rate-limit",
        type=float,
        default=PER_SECOND,
        help="requests a second of one key, or of one address without a key; 0 = no limit",
    )


def read_access(given: argparse.Namespace) -> Gate:
    """Who gets in.

    Without keys everybody may read, and whoever is on this machine may do all.

    Raises:
        InvalidInput: a file or the limit is not right.
    """
    if not 0 <= given.rate_limit < math.inf:
        raise InvalidInput(f"--rate-limit {given.rate_limit}", "give requests a second, or 0")
    rings = [*_ring(given.keys_file, KEY_LINE), *_ring(given.ingest_keys_file, INGEST_LINE)]
    tokens = _tokens(given.oidc_issuer, given.oidc_audience)
    return Gate(tuple(rings), tokens, everybody=_everybody(given), rate=given.rate_limit)


def _everybody(given: argparse.Namespace) -> frozenset[Scope]:
    if given.keys_file or given.oidc_issuer:
        return frozenset()
    if not is_loopback(given.host):
        return frozenset({Scope.READ})
    return frozenset(Scope) - ({Scope.INGEST} if given.ingest_keys_file else set())


def _tokens(issuer: str, audience: str) -> Tokens | None:
    if not issuer:
        return None
    found = urlsplit(issuer)
    if found.scheme != "https" and not (
        found.scheme == "http" and is_loopback(str(found.hostname))
    ):
        raise InvalidInput(f"--oidc-issuer {issuer}", "give its https:// address")
    if not audience:
        raise InvalidInput("--oidc-issuer needs --oidc-audience", "give the name of this API there")
    return Tokens(Provider(issuer, audience))


def _ring(file: Path | None, line: KeyLine) -> list[KeyRing]:
    return [KeyRing(file, line)] if file else []
