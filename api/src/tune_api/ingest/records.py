"""Reads a body: one event, an array of them, or one a line.

A line goes to Kafka byte for byte. What came as JSON is written anew, compact, one event a record;
all its fields are kept, also those that the model does not know.
"""

from http import HTTPStatus

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from tune_api.ingest.batch import Batch, Reading, gather
from tune_api.ingest.content import Form
from tune_api.ingest.limits import NESTED, RECORDS
from tune_api.refusal import Refusal
from tune_contract.errors import InvalidInput
from tune_contract.events import Event


class RecordReader:
    """Reads bodies with events of one kind."""

    def __init__(self, model: type[Event]) -> None:
        # Not model_validate_json: its wrapper costs half as much again as the validation.
        validator = TypeAdapter(model).validator
        self._lines = Reading(model, validator.validate_json, _as_sent)  # type: ignore[arg-type]
        self._values = Reading(model, validator.validate_python, to_json)

    def read(self, body: bytes, form: Form) -> Batch:
        """Check all records of a body.

        Raises:
            InvalidInput: it has none, or is not JSON.
            Refusal: it has too many.
        """
        batch = self._read_lines(body) if form is Form.LINES else self._read_json(body)
        if not batch.indexes and not batch.errors:
            raise InvalidInput("the body has no event", "send one event, an array, or NDJSON")
        return batch

    def _read_lines(self, body: bytes) -> Batch:
        if body.count(b"\n") > RECORDS:
            raise _too_many(f"more than {RECORDS:,} lines")
        lines = enumerate(map(bytes.strip, body.split(b"\n")))
        return gather(((index, line) for index, line in lines if line), self._lines)

    def _read_json(self, body: bytes) -> Batch:
        if body.count(b"{") + body.count(b"[") > NESTED:
            raise _too_many(f"more than {NESTED:,} objects and arrays")
        try:
            document = from_json(body, allow_inf_nan=False)
        except ValueError as error:
            raise InvalidInput(
                f"the body is not JSON: {error}",
                "one event a line is Content-Type: application/x-ndjson",
            ) from None
        records = document if isinstance(document, list) else [document]
        if len(records) > RECORDS:
            raise _too_many(f"{len(records):,} events")
        return gather(enumerate(records), self._values)


def _as_sent(line: object) -> bytes:
    assert isinstance(line, bytes)  # noqa: S101 - for the type checker
    return line


def _too_many(found: str) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the body has {found}",
        f"send at most {RECORDS:,} events a request",
    )
