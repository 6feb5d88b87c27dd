"""Whether an address is of this machine alone."""

import ipaddress

from tune_contract.callers import LOCALHOST


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host == LOCALHOST:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
