"""How an S3-compatible object store is reached: the names of a secret's keys, and what they say.

They are the names that AWS's own tools read from the environment. A pod has them as files, one for
each key; `tune run` takes them from its environment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from tune_contract.errors import InvalidInput


class StoreKey(StrEnum):
    """The keys."""

    ACCESS_KEY_ID = "AWS_ACCESS_KEY_ID"
    SECRET_ACCESS_KEY = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - a name
    SESSION_TOKEN = "AWS_SESSION_TOKEN"  # noqa: S105 - a name
    REGION = "AWS_REGION"
    ENDPOINT = "AWS_ENDPOINT_URL_S3"


CREDENTIALS = (StoreKey.ACCESS_KEY_ID, StoreKey.SECRET_ACCESS_KEY)
"""Without these two there is no access."""
DEFAULT_REGION = "us-east-1"
"""What a store with an address of its own calls its one region, if it says nothing else."""


@dataclass(frozen=True)
class ObjectStore:
    """Access to a store."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = ""
    endpoint: str = ""
    """As in `https://minio.example:9000`; AWS itself when empty."""

    def encrypted(self) -> bool:
        """Whether the way there is: only an address that says http is not."""
        return not self.endpoint.startswith("http://")


def read_store(values: Mapping[str, str], place: str) -> ObjectStore:
    """Understand the values of the keys.

    Args:
        values: by the keys' names; what is empty is not there.
        place: where they come from, as errors name it.

    Raises:
        InvalidInput: one is missing or wrong.
    """
    given = {key: values.get(key, "").strip() for key in StoreKey}
    missing = [key.value for key in CREDENTIALS if not given[key]]
    if missing:
        raise InvalidInput(f"{place}: {' and '.join(missing)} not given", "set what is missing")
    endpoint = given[StoreKey.ENDPOINT].rstrip("/")
    _check_endpoint(endpoint, place)
    return ObjectStore(
        access_key_id=given[StoreKey.ACCESS_KEY_ID],
        secret_access_key=given[StoreKey.SECRET_ACCESS_KEY],
        session_token=given[StoreKey.SESSION_TOKEN],
        region=given[StoreKey.REGION] or (DEFAULT_REGION if endpoint else ""),
        endpoint=endpoint,
    )


def read_folder(folder: Path) -> ObjectStore:
    """Read the files of a mounted secret.

    Raises:
        InvalidInput: one is missing or wrong.
    """
    files = {key.value: folder / key for key in StoreKey}
    try:
        values = {key: file.read_text("utf-8") for key, file in files.items() if file.is_file()}
    except (OSError, UnicodeError) as error:
        raise InvalidInput(f"cannot read the object store's secret in {folder}: {error}") from None
    return read_store(values, f"the object store's secret in {folder}")


def _check_endpoint(endpoint: str, place: str) -> None:
    if not endpoint:
        return
    try:
        parts = urlsplit(endpoint)
        plain = not (parts.path or parts.query or parts.fragment or parts.username)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and plain
        _ = parts.port
    except ValueError:
        known = False
    if not known:
        # The address itself is not told: somebody may have put a password into it.
        raise InvalidInput(
            f"{place}: {StoreKey.ENDPOINT.value} is no address of a store",
            "write https://host:port, or http://host:port for one without encryption",
        )
