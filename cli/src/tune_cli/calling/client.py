"""A client of the API."""

import httpx

from tune_contract.errors import InvalidInput

_ANSWER = 60.0  # seconds for an answer: the API itself waits 20 for Kafka
_HERE = {"127.0.0.1", "::1", "localhost"}


def open_client(url: str, key: str) -> httpx.Client:
    """A client of the API.

    Args:
        url: where the API is.
        key: what it wants to see; empty = nothing.

    Raises:
        InvalidInput: the address is none.
    """
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        found = httpx.URL("")
    if found.scheme not in {"http", "https"} or not found.host:
        raise InvalidInput(f"--url {url!r} is no address", "write it like http://127.0.0.1:8088")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    proxies = found.host not in _HERE
    return httpx.Client(base_url=url, headers=headers, timeout=_ANSWER, trust_env=proxies)
