"""Reads the file that `tune invent` writes."""

from pathlib import Path

from tune_contract.errors import InvalidInput, NotFound
from tune_contract.invention.document import MOST_BYTES, InventionDocument, parse_invention


def read_invention(path: Path) -> InventionDocument:
    """Read and check the file.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, or is no invention.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"{path}: no such file", "`tune invent --out FILE` writes one") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", "check the path") from None
    return parse_invention(data, str(path))
