"""The file that an invention is kept in: what is there is not invented again."""

from datetime import datetime
from pathlib import Path

from tune_contract.errors import InvalidInput
from tune_contract.invention.document import (
    MOST_BYTES,
    InventionDocument,
    Origin,
    parse_invention,
)
from tune_contract.invention.request import InventionRequest
from tune_producer.invention.provider import Provider
from tune_producer.write import write_whole


def read_cache(path: Path) -> InventionDocument | None:
    """What the file holds; None when there is no file.

    Raises:
        InvalidInput: it holds something else, which must not be overwritten.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", "check --out") from None
    try:
        return parse_invention(data, str(path))
    except InvalidInput as error:
        hint = "give another --out; nothing was overwritten"
        raise InvalidInput(error.message, hint) from None


def serves(document: InventionDocument, request: InventionRequest, origin: Origin) -> bool:
    """Whether the file is what would be invented. The built-in never takes a model's place."""
    if document.request != request:
        return False
    return origin.built_in() or document.origin == origin


def invent_into(
    path: Path, request: InventionRequest, provider: Provider, now: datetime
) -> InventionDocument:
    """Invent, and put it into the file; when that fails, the file is as it was.

    Raises:
        TuneError: the provider cannot, or the file cannot be written.
    """
    document = InventionDocument(
        origin=provider.origin(request),
        made_at=now,
        request=request,
        invention=provider.invent(request),
    )
    try:
        write_whole(path, document.model_dump_json(indent=2) + "\n")
    except OSError as error:
        raise InvalidInput(f"cannot write {path}: {error.strerror}", "check --out") from None
    return document
