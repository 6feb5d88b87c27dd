"""PostgreSQL's connection string: what shows that it is wrong, and whether the server is verified.

The string itself is never told: what stands in the wrong place of it is often the password.
"""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path

from tune_contract.errors import InvalidInput

CA_FILE = "ca.crt"
"""Beside the file of the connection string: the authority that signs the server's certificate."""
WRONG_URI = InvalidInput(
    "the connection string of PostgreSQL is wrong",
    "write it as postgresql://user:password@host:port/database, and what is no letter or digit in "
    "the password as its code: %40 for @, %2F for /, %25 for %",
)
_HOST = re.compile(r"[-A-Za-z0-9._:%]*|[/@].*")
_VERIFIED = {"verify-full", "verify-ca"}
_CERTIFICATE_WORDS = ("certificate", "does not support SSL", "tlsv1 alert")


def tls_options(uri_file: Path) -> dict[str, str]:
    """What to connect with beside the string: an authority that is given is asked for its word."""
    ca = uri_file.with_name(CA_FILE)
    return {"sslmode": "verify-full", "sslrootcert": str(ca)} if ca.is_file() else {}


def check_database(values: Mapping[str, object]) -> None:
    """See that host, port and name are such: a part of a password with `/` or `@` stands there.

    Args:
        values: the connection string, as libpq understands it.

    Raises:
        InvalidInput: they are not.
    """
    hosts, ports = (str(values.get(name, "")).split(",") for name in ("host", "port"))
    cut = "@" in str(values.get("dbname", "")) and not values.get("password")
    if (
        cut
        or not all(map(_HOST.fullmatch, hosts))
        or not all(not p or p.isdecimal() for p in ports)
    ):
        raise WRONG_URI


def unverified(values: Mapping[str, object]) -> str:
    """What to warn of: a server on another machine whose certificate is not checked."""
    mode = str(values.get("sslmode") or "prefer")
    if mode in _VERIFIED or values.get("sslrootcert") == "system":
        return ""
    hosts = str(values.get("host") or values.get("hostaddr") or "").split(",")
    elsewhere = [host for host in hosts if not _is_here(host)]
    if not elsewhere:
        return ""
    return (
        f"sslmode={mode} does not check that PostgreSQL at {elsewhere[0]} is the one it says: put "
        f"its authority's certificate beside the connection string as {CA_FILE}, or write "
        "sslmode=verify-full and sslrootcert=FILE into the string"
    )


def certificate_refusal(words: str) -> InvalidInput | None:
    """What to tell when libpq's words are about certificates; None when they are not."""
    if not any(each in words for each in _CERTIFICATE_WORDS):
        return None
    return InvalidInput(
        f"PostgreSQL is not trusted: {words}",
        f"{CA_FILE} (or sslrootcert) has to be the authority that signed the server's certificate, "
        "and the connection string's host a name in that certificate",
    )


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host[0] in "/@":  # the last two: a socket of this machine
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
