"""Whom an HTTP server trusts: a page of another site can make a browser call any address.

It reaches servers of this machine in two ways. DNS rebinding: a name of its own leads here, and the
browser takes our answers for the page's. Forging: it cannot read our answer to a POST, but the POST
has been served. The first shows in the header Host, the second in Origin.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

LOCALHOST = "localhost"


def is_trusted_host(host: str, names: Collection[str] = ()) -> bool:
    """Whether a request with that Host was meant for us.

    Addresses are always trusted: rebinding needs a name, and kubelet and Prometheus use none.

    Args:
        host: the header, with or without port.
        names: in lower case; `*.example.com` stands for all names below it.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name == LOCALHOST or _is_address(name):
        return True
    return any(name == each or (each[:2] == "*." and name.endswith(each[1:])) for each in names)


def is_forged(origin: str, host: str) -> bool:
    """Whether a page that is not our own makes the request; programs send no Origin.

    Args:
        origin: the header; empty = there is none.
        host: the header Host, which is trusted.
    """
    return bool(origin) and origin.partition("://")[2].lower() != host.lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
