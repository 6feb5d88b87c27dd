"""Posts batches of events to the API, again and again while it is worth it."""

from dataclasses import dataclass

import httpx
from pydantic import ValidationError

from tune_cli.calling.generated import Api
from tune_cli.calling.problem import error_of, problem_of
from tune_cli.sending.patience import Backoff, Patience
from tune_cli.sending.records import Record
from tune_cli.sending.tally import Refused, Tally
from tune_contract.runtime.receipt import Receipt

_LATER = {httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS}
_LINES = "application/x-ndjson"


@dataclass(frozen=True)
class _Answer:
    """What came back for a batch."""

    receipt: Receipt | None = None
    """None when nothing is known of its events."""
    wait: float | None = None
    """Seconds that the API wants to be left alone."""
    reason: str = ""
    """Why something was not taken yet."""


class Sender:
    """Sends to one topic."""

    def __init__(self, api: Api, topic: str, patience: Patience) -> None:
        self._api = api
        self._topic = topic
        self._patience = patience

    def send(self, batch: list[Record]) -> Tally:
        """Send events until each is acknowledged or refused.

        Raises:
            Unreachable: none of those left was taken for too long.
            NotFound: the API has no such topic.
            InvalidInput: the API wants another request, as one with a key.
        """
        total, left, backoff = Tally(), batch, Backoff(self._patience)
        while left:
            answer = self._post(left)
            if answer.receipt is not None:
                taken, again = _sorted(answer.receipt, left)
                total += taken
                if len(again) < len(left):
                    backoff.reset()
                left = again
            if left:
                backoff.wait(answer.wait, answer.reason)
        return total

    def _post(self, batch: list[Record]) -> _Answer:
        content = b"\n".join(each.value for each in batch)
        try:
            answer = self._api.send_events(self._topic, content=content, content_type=_LINES)
        except httpx.TransportError as error:
            why = str(error) or type(error).__name__
            return _Answer(reason=f"{self._api.client.base_url} does not answer: {why}")
        receipt = _receipt(answer)
        if receipt is not None:
            reason = next((str(each) for each in receipt.errors if each.retry), "")
            return _Answer(receipt, _retry_after(answer), reason)
        if answer.status_code in _LATER or answer.is_server_error:
            return _Answer(None, _retry_after(answer), problem_of(answer)[0])
        raise error_of(answer)


def _receipt(answer: httpx.Response) -> Receipt | None:
    """What became of each event; None when the answer does not say."""
    try:
        receipt = Receipt.model_validate_json(answer.content)
    except ValidationError:
        return None
    return receipt if answer.status_code == httpx.codes.ACCEPTED or receipt.errors else None


def _sorted(receipt: Receipt, batch: list[Record]) -> tuple[Tally, list[Record]]:
    """What is settled, and what is to be sent again."""
    refused = tuple(
        Refused(batch[each.index].number, str(each)) for each in receipt.errors if not each.retry
    )
    again = [batch[each.index] for each in receipt.errors if each.retry]
    return Tally(receipt.accepted, receipt.duplicates, refused), again


def _retry_after(answer: httpx.Response) -> float | None:
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None
