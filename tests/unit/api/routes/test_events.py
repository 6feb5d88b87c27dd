import asyncio
import hashlib
import json
import re
from dataclasses import replace

import httpx
import pytest
from confluent_kafka import KafkaError

from tune_api.access.gate import Gate
from tune_api.access.keys import INGEST_LINE, KeyRing
from tune_api.app import make_app

PATH = "/api/v1/topics/plays/events"
NDJSON = {"content-type": "application/x-ndjson"}
JSON = {"content-type": "application/json"}


@pytest.fixture
def send(client_of, ingest_services):
    """send(body, headers) -> the answer of an API without keys."""
    client = client_of(ingest_services)
    return lambda body, headers=NDJSON, path=PATH: client.post(path, body, **headers)


@pytest.fixture
def client_of(client):
    return lambda services: type(client)(make_app(services))


def test_one_event(send, play, publisher):
    answer = send(play("a"), JSON)
    assert (answer.status_code, answer.json()) == (
        202,
        {"accepted": 1, "duplicates": 0, "errors": []},
    )
    assert [json.loads(value)["event_id"] for _, value in publisher.records] == ["a"]


def test_each_event_is_answered_by_itself(send, play):
    lines = [play("a"), play("a"), play("b", duration_ms=-1), b"{", play("c")]
    answer = send(b"\n".join(lines))
    assert answer.status_code == 202
    receipt = answer.json()
    assert (receipt["accepted"], receipt["duplicates"]) == (2, 1)
    assert [(each["index"], each["path"], each["retry"]) for each in receipt["errors"]] == [
        (2, "duration_ms", False),
        (3, "", False),
    ]


def test_when_none_is_valid_it_is_a_problem_that_names_each(send, play):
    answer = send(play("a", genre=None) + b"\n7")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"] == "no event of the request is valid"
    assert problem["errors"][0] == {
        "index": 0,
        "path": "genre",
        "reason": "is missing",
        "retry": False,
    }
    assert len(problem["errors"]) == 2


def test_when_kafka_takes_none_it_is_503_with_each(send, play, publisher):
    publisher.refused = {play("a"): KafkaError(KafkaError._MSG_TIMED_OUT)}
    answer = send(play("a") + b"\n{}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert [each["retry"] for each in answer.json()["errors"]] == [True, False]
    publisher.refused = {}
    assert send(play("a")).json()["accepted"] == 1


def test_when_kafka_takes_some_it_is_202(send, play, publisher):
    publisher.refused = {play("a"): KafkaError(KafkaError._MSG_TIMED_OUT)}
    answer = send(play("a") + b"\n" + play("b"))
    assert answer.status_code == 202
    assert [each["retry"] for each in answer.json()["errors"]] == [True]


def test_kafka_behind_is_429_and_away_503(send, play, publisher):
    publisher.outstanding = 100_000
    behind = send(play("a"))
    assert (behind.status_code, behind.headers["retry-after"]) == (429, "1")
    publisher.reachable = False
    away = send(play("a"))
    assert (away.status_code, away.headers["retry-after"]) == (503, "2")
    assert away.json()["detail"] == "Kafka does not answer"
    assert publisher.records == []


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"{}", 415),
        (NDJSON, b"x" * (10 * 1024**2 + 1), 413),
        (NDJSON, b"\n" * 10_001, 413),
        (NDJSON, b"\n", 400),
        (JSON, b"{", 400),
    ],
)
def test_what_is_no_request_with_events_is_a_problem(send, publisher, headers, body, status):
    answer = send(body, headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["hint"]
    assert publisher.records == []


def test_an_unknown_topic_is_404_with_the_known(send, client, play):
    answer = send(play("a"), path="/api/v1/topics/chat/events")
    assert (answer.status_code, answer.json()["hint"]) == (404, "there is: plays")
    answer = client.post(PATH, play("a"), **NDJSON)  # an API without ingest
    assert (answer.status_code, answer.json()["detail"]) == (404, "this API takes no events")


def test_with_keys_nothing_is_taken_without_one(client_of, ingest_services, play, tmp_path):
    file = tmp_path / "keys"
    file.write_text(f"phones:{hashlib.sha256(b'right').hexdigest()}")
    gate = Gate((KeyRing(file, INGEST_LINE),))
    client = client_of(replace(ingest_services, gate=gate))

    def status(body: bytes = b"", path: str = PATH, **headers: str) -> int:
        return client.post(path, body, **NDJSON, **headers).status_code

    assert status() == 401
    assert status(path="/api/v1/topics/other/events") == 401  # who has no key learns no names
    assert status(authorization="Basic right") == 401
    assert status(authorization="Bearer wrong") == 403
    assert status(**{"x-api-key": "wrong"}) == 403
    assert status(play("a"), authorization="Bearer right") == 202
    assert status(play("b"), **{"x-api-key": "right"}) == 202
    answer = client.post(PATH, b"", **NDJSON)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


def test_concurrent_repeats_are_written_once(client_of, ingest_services, play, publisher):
    client = client_of(ingest_services)

    async def run() -> list[httpx.Response]:
        body = {"content": play("a") + b"\n" + play("b"), "headers": NDJSON}
        return await asyncio.gather(*(client.ask("POST", PATH, **body) for _ in range(5)))

    receipts = [answer.json() for answer in asyncio.run(run())]
    assert sum(each["accepted"] for each in receipts) == 2
    assert sum(each["duplicates"] for each in receipts) == 8
    assert len(publisher.records) == 2


def test_metrics_and_documentation(client_of, ingest_services, play):
    client = client_of(ingest_services)
    client.post(PATH, play("a") + b"\n{}", **NDJSON)
    text = client.get("/metrics").text
    assert 'tunejob_api_ingest_events_total{outcome="accepted",topic="plays"} 1.0' in text
    assert 'tunejob_api_ingest_events_total{outcome="invalid",topic="plays"} 1.0' in text
    route = 'method="POST",route="/api/v1/topics/{topic}/events",status="202"'
    assert f"tune_api_requests_total{{{route}}} 1.0" in text
    told = client.get("/openapi.json").json()["paths"]["/api/v1/topics/{topic}/events"]["post"]
    assert set(told["requestBody"]["content"]) == {"application/json", "application/x-ndjson"}
    expected = {"202", "400", "401", "403", "404", "408", "413", "415", "422", "429", "503"}
    assert set(told["responses"]) == expected
    assert told["security"]


def test_what_the_documentation_refers_to_is_there(client):
    document = client.get("/openapi.json")
    for name in re.findall(r'"\$ref":"#/([^"]+)"', document.text):
        found = document.json()
        for part in name.split("/"):
            found = found[part]


def test_the_examples_of_the_documentation_are_taken(client_of, ingest_services, client):
    documents = client.get("/openapi.json").json()["paths"]["/api/v1/topics/{topic}/events"]
    for kind, content in documents["post"]["requestBody"]["content"].items():
        for example in content["examples"].values():
            value = example["value"]
            body = value if isinstance(value, str) else json.dumps(value)
            answer = client_of(ingest_services).post(PATH, body.encode(), **{"content-type": kind})
            assert answer.status_code == 202
            assert answer.json()["errors"] == []
