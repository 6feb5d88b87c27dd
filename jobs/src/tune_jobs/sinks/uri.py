"""The file that holds a sink's connection string: a mounted secret."""

from pathlib import Path

from tune_contract.errors import InvalidInput


def read_uri(file: Path) -> str:
    """The connection string. Read anew for each connection: a secret may be rotated.

    Raises:
        InvalidInput: the file cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidInput(
            f"cannot read {file}: {error.strerror}", "check the sink's secretRef"
        ) from None
