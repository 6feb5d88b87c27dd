"""POST events to a topic."""

import math
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from tune_api.documents.nothing_taken import NothingTaken
from tune_api.ingest.service import Outcome
from tune_api.problem import MEDIA_TYPE, problems
from tune_api.routes.events_openapi import NOTHING_TAKEN, RECEIPTS, REQUEST_BODY
from tune_api.services import AppServices
from tune_contract.errors import NotFound
from tune_contract.runtime.receipt import Receipt

router = APIRouter(prefix="/api/v1/topics", tags=["ingest"])

_AGAIN = 2.0  # seconds after which to send again what Kafka has not taken


@router.post(
    "/{topic}/events",
    summary="Send events",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Receipt,
    responses={
        **problems(400, 401, 403, 404, 408, 413, 415, 429, 503),
        202: RECEIPTS,
        422: NOTHING_TAKEN,
    },
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def send_events(request: Request, topic: str, services: AppServices) -> JSONResponse:
    """Write events to a Kafka topic; the answer comes when Kafka has acknowledged them.

    Each event is checked by itself: 202 says how many are written and, in `errors`, which are not
    and why. When none is, the answer is 422 (they are wrong) or 503 (Kafka has not taken them),
    with the same `errors`. Send again what has `retry`, and all of a request that was answered
    429 or 503, after `Retry-After` seconds: an event that was written is known by its `event_id`
    for some minutes and is not written twice. Behind several replicas, or after a restart, it may
    be; a pipeline that counts by `event_id` counts it once.

    A line of NDJSON is written byte for byte, JSON as one compact object an event.
    """
    if services.ingest is None:
        raise NotFound("this API takes no events", "start it with --ingest-topics")
    outcome = await services.ingest.take(request, topic)
    return _nothing_taken(outcome) if outcome.nothing_taken else _receipt(outcome)


def _receipt(outcome: Outcome) -> JSONResponse:
    receipt = Receipt(
        accepted=outcome.accepted, duplicates=outcome.duplicates, errors=outcome.errors
    )
    return JSONResponse(receipt.model_dump(mode="json"), HTTPStatus.ACCEPTED)


def _nothing_taken(outcome: Outcome) -> JSONResponse:
    again = outcome.worth_repeating
    status = HTTPStatus.SERVICE_UNAVAILABLE if again else HTTPStatus.UNPROCESSABLE_ENTITY
    problem = NothingTaken(
        title=status.phrase,
        status=status,
        detail="Kafka has not taken the events" if again else "no event of the request is valid",
        hint="send again what has retry" if again else "errors says what is wrong with each",
        errors=outcome.errors,
    )
    headers = {"Retry-After": str(math.ceil(_AGAIN))} if again else None
    return JSONResponse(problem.model_dump(mode="json"), status, headers, MEDIA_TYPE)
