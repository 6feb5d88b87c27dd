"""What OpenAPI says of events that are sent: bodies and answers, with examples."""

import json
from http import HTTPStatus
from typing import Any

from tune_api.documents.nothing_taken import NothingTaken
from tune_api.ingest.content import JSON, NDJSON
from tune_api.ingest.limits import BODY_BYTES, MIB, RECORD_BYTES, RECORDS
from tune_api.problem import MEDIA_TYPE
from tune_contract.events.names import EVENT_MODELS
from tune_contract.model import Model
from tune_contract.runtime.receipt import Receipt, RecordError

_PLAY = {
    "event_id": "7-k2m9-000000000000001",
    "timestamp": 1769860800000,
    "user_id": "u00042",
    "track_id": "t0017",
    "title": "Blue Hour",
    "artist": "The Fjords",
    "genre": "indie",
    "region": "NO",
    "platform": "ios",
    "duration_ms": 183000,
    "completed": True,
}
_OTHER = {**_PLAY, "event_id": "7-k2m9-000000000000002", "completed": False}
_ERROR = RecordError(
    index=1,
    path="timestamp",
    reason="1699999999 looks like seconds; give milliseconds, as in 1699999999000",
)
_EVENT = {
    "anyOf": [{"title": name, **model.model_json_schema()} for name, model in EVENT_MODELS.items()]
}
_EVENTS = {"type": "array", "items": _EVENT, "minItems": 1, "maxItems": RECORDS}

REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "description": f"At most {BODY_BYTES // MIB} MiB and {RECORDS:,} events of "
    f"{RECORD_BYTES:,} bytes. Which kind of event a topic has is a setting of the API.",
    "content": {
        JSON: {
            "schema": {"anyOf": [_EVENT, _EVENTS]},
            "examples": {
                "one event": {"value": _PLAY},
                "several": {"value": [_PLAY, _OTHER]},
            },
        },
        NDJSON: {
            "schema": {"type": "string", "description": "one event a line"},
            "examples": {
                "two lines": {"value": "\n".join(map(json.dumps, (_PLAY, _OTHER))) + "\n"}
            },
        },
    },
}

RECEIPTS: dict[str, Any] = {
    "description": "All events, or some of them, are in Kafka.",
    "content": {
        JSON: {
            "examples": {
                "all": {
                    "value": Receipt(accepted=2, duplicates=0, errors=[]).model_dump(mode="json")
                },
                "all but one": {
                    "value": Receipt(accepted=1, duplicates=0, errors=[_ERROR]).model_dump(
                        mode="json"
                    )
                },
            }
        }
    },
}


def _plain_schema(model: type[Model]) -> dict[str, Any]:
    """Its schema, with what it refers to where OpenAPI has it: the receipt brings that there."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {name: value for name, value in schema.items() if name != "$defs"}


NOTHING_TAKEN: dict[str, Any] = {
    "description": "No event is valid.",
    "content": {
        MEDIA_TYPE: {
            "schema": _plain_schema(NothingTaken),
            "example": NothingTaken(
                title=HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
                status=HTTPStatus.UNPROCESSABLE_ENTITY,
                detail="no event of the request is valid",
                hint="errors says what is wrong with each",
                errors=[_ERROR.model_copy(update={"index": 0})],
            ).model_dump(mode="json"),
        }
    },
}
