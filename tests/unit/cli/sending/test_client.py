"""Against an API that is a list of answers."""

from collections.abc import Callable

import httpx
import pytest

from tune_cli.calling import generated
from tune_cli.sending.client import Sender
from tune_cli.sending.patience import Patience
from tune_cli.sending.records import Record
from tune_cli.sending.tally import Refused, Tally
from tune_contract.errors import InvalidInput, NotFound, TuneError, Unreachable

BATCH = [Record(11, b"a"), Record(12, b"b"), Record(14, b"c")]
PROBLEM = {"detail": "Kafka is behind", "hint": "later"}


def receipt(accepted: int, *errors: dict[str, object], status: int = 202) -> httpx.Response:
    return httpx.Response(status, json={"accepted": accepted, "duplicates": 0, "errors": errors})


def wrong(index: int) -> dict[str, object]:
    return {"index": index, "path": "genre", "reason": "is missing", "retry": False}


def again(index: int) -> dict[str, object]:
    return {"index": index, "path": "", "reason": "Kafka refused it", "retry": True}


class Api:
    """Gives its answers one after the other, the last one for ever; None = no connection."""

    def __init__(self, *answers: httpx.Response | None) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []
        self.waits: list[float] = []
        self.now = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/v1/topics/plays/events"
        self.bodies.append(request.content)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise httpx.ConnectError("refused")
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)


def send(api: Api) -> Tally:
    client = httpx.Client(transport=httpx.MockTransport(api), base_url="http://api")
    return Sender(generated.Api(client), "plays", Patience(60, lambda: api.now, api.sleep)).send(
        BATCH
    )


def test_what_is_refused_has_its_line() -> None:
    api = Api(receipt(2, wrong(2)))
    assert send(api) == Tally(2, 0, (Refused(14, "genre: is missing"),))
    assert api.bodies == [b"a\nb\nc"]


def test_when_all_is_refused_it_is_told_all_the_same() -> None:
    found = send(Api(receipt(0, wrong(0), wrong(1), wrong(2), status=422)))
    assert [each.number for each in found.refused] == [11, 12, 14]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_what_cannot_be_taken_now_is_sent_again(status: int) -> None:
    busy = httpx.Response(status, json=PROBLEM, headers={"Retry-After": "3"})
    api = Api(busy, None, receipt(3))
    assert send(api) == Tally(3)
    assert api.bodies == [b"a\nb\nc"] * 3
    assert api.waits == [3, 1]


def test_only_what_kafka_has_not_taken_is_sent_again() -> None:
    api = Api(receipt(1, wrong(0), again(2)), receipt(0, again(0), status=503), receipt(1))
    assert send(api) == Tally(2, 0, (Refused(11, "genre: is missing"),))
    assert api.bodies == [b"a\nb\nc", b"c", b"c"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "http://api does not answer: refused"),
        (httpx.Response(503, json=PROBLEM), "Kafka is behind"),
        (
            httpx.Response(502, text="<html>"),
            "http://api/api/v1/topics/plays/events answers 502 Bad Gateway",
        ),
        (receipt(0, again(0), again(1), again(2), status=503), "Kafka refused it"),
    ],
)
def test_it_is_given_up_in_the_end(answer: httpx.Response | None, reason: str) -> None:
    api = Api(answer)
    with pytest.raises(Unreachable) as raised:
        send(api)
    assert raised.value.message == reason
    assert 50 < api.now <= 60


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, InvalidInput), (403, InvalidInput), (404, NotFound), (413, InvalidInput)],
)
def test_what_will_never_be_taken_ends_it(status: int, kind: Callable[..., TuneError]) -> None:
    api = Api(httpx.Response(status, json=PROBLEM))
    with pytest.raises(kind) as raised:
        send(api)
    assert (raised.value.message, raised.value.hint) == ("Kafka is behind", "later")
    assert len(api.bodies) == 1
